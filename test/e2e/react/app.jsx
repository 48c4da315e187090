import { AvatarPtt } from 'avatar-ptt/react';
import * as React from 'react';

// `Activity` is newer than the oldest React that the components are for.
const { Activity, Fragment, Suspense, useEffect, useRef, useState } = React;

const tokenProvider = () => 'a token';
const START = { isMounted: true, isHidden: null, waitsFor: null, isEager: false, props: {} };

/** The page under test: `window.change` is how a test sets its state, as a router or a store would. */
export function App(start) {
  const [state, setState] = useState({ ...START, ...start });
  const [seen, setSeen] = useState([]);
  useEffect(() => {
    window.change = (changes) => setState((before) => ({ ...before, ...changes }));
  }, []);
  const Around = state.isHidden === null ? Fragment : Activity;
  const mode = state.isHidden ? 'hidden' : 'visible';
  const tell = (text) => setSeen((before) => [...before, text]);

  return (
    <>
      <main>
        <Around {...(Around === Activity && { mode })}>
          <Suspense fallback={<p>Please wait</p>}>
            {state.isMounted && <Talk isEager={state.isEager} props={state.props} tell={tell} />}
            <Late waitsFor={state.waitsFor} />
          </Suspense>
        </Around>
      </main>
      <ol>
        {seen.map((text, at) => (
          <li key={at}>{text}</li>
        ))}
      </ol>
    </>
  );
}

function Talk({ isEager, props, tell }) {
  const avatar = useRef(null);
  useEffect(() => {
    const { current } = avatar;
    if (!isEager) return;
    // Leaving on the way in is no failure.
    current.connect().catch(() => undefined);
    return () => void current.disconnect();
  }, [isEager]);
  useEffect(() => {
    window.avatarRef = avatar;
  }, []);

  return (
    <AvatarPtt
      ref={avatar}
      id="librarian"
      className="wide"
      stop-secs={2.5}
      pressStyle="hybrid"
      noTextInput
      strings={{ start: 'Begin' }}
      turnTaking={{ pushToTalkPolicy: { releaseTailMs: 200 } }}
      tokenProvider={tokenProvider}
      onTurnStart={({ source }) => tell(`turn-start ${source}`)}
      onTurnEnd={({ reason }) => tell(`turn-end ${reason}`)}
      onModeChange={({ mode }) => tell(`mode-change ${mode}`)}
      onSessionError={({ code }) => tell(`session-error ${code}`)}
      {...props}
    >
      <p slot="poster">The librarian</p>
    </AvatarPtt>
  );
}

/** Something that is not there yet. */
function Late({ waitsFor }) {
  if (waitsFor && !waitsFor.isOver) throw waitsFor.promise;
  return <p>All is here</p>;
}
