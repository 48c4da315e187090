'use client';

import { useState } from 'react';
import { AvatarPtt } from 'avatar-ptt/react';

export function Conversation() {
  const [isHandsFree, setHandsFree] = useState(false);
  const [turns, setTurns] = useState<string[]>([]);

  return (
    <>
      <AvatarPtt
        pressStyle="hybrid"
        stop-secs={1.5}
        mode={isHandsFree ? 'hands-free' : 'push-to-talk'}
        onTurnEnd={({ durationMs, reason }) => {
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
