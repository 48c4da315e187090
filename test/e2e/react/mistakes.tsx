import { useRef } from 'react';
import type { AvatarInspector as InspectorElement } from 'avatar-ptt/inspector';
import type { AvatarPtt as AvatarElement, TurnEndEvent } from 'avatar-ptt';
import { AvatarPtt } from 'avatar-ptt/react';
import { AvatarInspector } from 'avatar-ptt/react/inspector';

export function Right() {
  const avatar = useRef<AvatarElement>(null);
  const inspector = useRef<InspectorElement>(null);
  return (
    <>
      <AvatarPtt
        ref={avatar}
        id="librarian"
        className="wide"
        style={{ maxWidth: '20rem' }}
        aria-label="The librarian"
        pressStyle="hybrid"
        stop-secs={2.5}
        interrupt-bot-on-press="false"
        noCaptions={false}
        turnTaking={{ pushToTalkPolicy: { releaseTailMs: 200 } }}
        tokenProvider={() => Promise.resolve('a token')}
        onTurnEnd={(event: TurnEndEvent) => event.durationMs.toFixed()}
        onTranscript={({ role, text, currentTarget }) => `${role} ${text} ${currentTarget.phase}`}
        onClick={({ currentTarget }) => currentTarget.press()}
      >
        <p slot="poster">The librarian</p>
      </AvatarPtt>
      <AvatarInspector ref={inspector} htmlFor="librarian" dock="right" target={avatar.current} />
    </>
  );
}

export const mistakes = [
  <AvatarPtt pressStyle="wrong" />,
  <AvatarPtt press-style="wrong" />,
  <AvatarPtt stop-secs="wrong" />,
  <AvatarPtt interrupt-bot-on-press="wrong" />,
  <AvatarPtt stopSecs={2.5 /* wrong: there is no such property */} />,
  <AvatarPtt no-captions={false /* wrong in React 18, which writes the word */} />,
  <AvatarPtt turnTaking={{ pushToTalkPolicy: { releaseTailMs: 'wrong' } }} />,
  <AvatarPtt session={null /* wrong: to be read */} />,
  <AvatarPtt connect={() => 'wrong'} />,
  <AvatarPtt onTurnEnd={({ wrong }) => wrong} />,
  <AvatarPtt onWrong={() => undefined} />,
  <AvatarInspector dock="wrong" />,
];
