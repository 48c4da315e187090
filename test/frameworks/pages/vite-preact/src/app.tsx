import 'avatar-ptt/define';
import type {} from 'avatar-ptt/jsx';
import type { TurnEndEvent, TurnStartEvent } from 'avatar-ptt';
import { useState } from 'preact/hooks';

const tokenProvider = () => 'a token';

export function App() {
  const [isOther, setOther] = useState(false);
  const [isMounted, setMounted] = useState(true);
  const [order, setOrder] = useState(['avatar', 'One', 'Two']);
  const [seen, setSeen] = useState<string[]>([]);
  const tell = (text: string) => setSeen((before) => [...before, text]);

  return (
    <>
      <button onClick={() => setOther(true)}>Other words</button>
      <button onClick={() => setOrder(['One', 'Two', 'avatar'])}>Move</button>
      <button onClick={() => setMounted(!isMounted)}>Mount</button>
      <main>
        {order.map((name) =>
          name !== 'avatar' ? (
            <p key={name}>{name}</p>
          ) : isMounted ? (
            <avatar-ptt
              key={name}
              press-style="hybrid"
              stop-secs={2.5}
              no-text-input
              strings={{ start: isOther ? 'Begin again' : 'Begin' }}
              turnTaking={{ pushToTalkPolicy: { releaseTailMs: isOther ? 300 : 200 } }}
              tokenProvider={tokenProvider}
              onturn-start={(event: TurnStartEvent) => tell(`turn-start ${event.source}`)}
              onturn-end={(event: TurnEndEvent) => tell(`turn-end ${event.reason}`)}
            />
          ) : null,
        )}
      </main>
      <ol>
        {seen.map((text, at) => (
          <li key={at}>{text}</li>
        ))}
      </ol>
    </>
  );
}
