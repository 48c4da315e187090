import 'avatar-ptt/define';
import type {} from 'avatar-ptt/jsx';
import type { AvatarPtt, TurnEndEvent, TurnStartEvent } from 'avatar-ptt';
import { useEffect, useRef, useState } from 'react';

const tokenProvider = () => 'a token';

/** With `?eager`, the conversation lives as long as the effect that starts it. */
export function App() {
  const [isOther, setOther] = useState(false);
  const [isMounted, setMounted] = useState(true);
  const [order, setOrder] = useState(['avatar', 'One', 'Two']);
  const [seen, setSeen] = useState<string[]>([]);
  const avatar = useRef<AvatarPtt>(null);
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
            <avatar-ptt
              key={name}
              ref={avatar}
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
