'use client';

import { AvatarPtt } from 'avatar-ptt/react';
import type { AvatarPtt as AvatarPttElement } from 'avatar-ptt';
import { useEffect, useRef, useState } from 'react';

const tokenProvider = () => 'a token';

/** With `?eager`, the conversation lives as long as the effect that starts it. */
export function App() {
  const [isOther, setOther] = useState(false);
  const [isMounted, setMounted] = useState(true);
  const [order, setOrder] = useState(['avatar', 'One', 'Two']);
  const [seen, setSeen] = useState<string[]>([]);
  const avatar = useRef<AvatarPttElement>(null);
  const tell = (text: string) => setSeen((before) => [...before, text]);

  useEffect(() => {
    const { current } = avatar;
    if (!new URLSearchParams(location.search).has('eager') || !current) return;
    // Leaving on the way in is no failure.
    current.connect().catch(() => undefined);
    return () => void current.disconnect();
  }, []);

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
            <AvatarPtt
              key={name}
              ref={avatar}
              pressStyle="hybrid"
              stop-secs={2.5}
              noTextInput
              strings={{ start: isOther ? 'Begin again' : 'Begin' }}
              turnTaking={{ pushToTalkPolicy: { releaseTailMs: isOther ? 300 : 200 } }}
              tokenProvider={tokenProvider}
              onTurnStart={(event) => tell(`turn-start ${event.source}`)}
              onTurnEnd={(event) => tell(`turn-end ${event.reason}`)}
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
