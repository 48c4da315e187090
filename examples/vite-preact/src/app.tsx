import 'avatar-ptt/define';
import type {} from 'avatar-ptt/jsx';
import { useState } from 'preact/hooks';

export function App() {
  const [isHandsFree, setHandsFree] = useState(false);
  const [turns, setTurns] = useState<string[]>([]);

  return (
    <>
      <h1>Talk to me</h1>
      <avatar-ptt
        press-style="hybrid"
        stop-secs={1.5}
        mode={isHandsFree ? 'hands-free' : 'push-to-talk'}
        onturn-end={({ durationMs, reason }) => {
          setTurns((before) => [...before, `${(durationMs / 1000).toFixed(1)} s, ended by ${reason}`]);
        }}
      />
      <label>
        <input type="checkbox" checked={isHandsFree} onChange={() => setHandsFree(!isHandsFree)} /> Hands-free
      </label>
      <ol>
        {turns.map((turn, index) => (
          <li key={index}>{turn}</li>
        ))}
      </ol>
    </>
  );
}
