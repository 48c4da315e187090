// Both clouds as their stand-ins know them: how to start one, and what its messages mean whatever they are called.
import assert from 'node:assert/strict';
import { startConvai } from './convai-stand-in.mjs';
import { startLiveAvatar } from './liveavatar-stand-in.mjs';
import { wellBehaved } from './script.mjs';
import { spokenSpans } from './spoken.mjs';

/** From the gate through the encoder, the room and the jitter buffer of a busy machine. */
export const LINE_MS = 700;

const responseTo = (message, type) => message.type === 'server-response' && message.event_type === type;
const incoming = ({ line }, from) => line.messages.slice(from).filter(({ isIncoming }) => isIncoming);

/**
 * `isStartAck`, `isStopAck`, `isCompletion` and `isEnd` (of an answer, in any words) judge what the service says, `isStart` and
 * `isStop` what it is told.
 * `handshake` is what it was told of turns since `from` messages, and `HANDSHAKE` that of one good turn; `stopsKnown` is how
 * many ends of turns that is: one that is said again under its name is the same.
 */
export const CLOUDS = [
  {
    provider: 'liveavatar',
    start: startLiveAvatar,
    properties: ({ tokenUrl, apiUrl }) => ({ provider: 'liveavatar', tokenUrl, apiUrl }),
    topics: ['agent-response', 'agent-control', '', 'other'],
    isStart: ({ event_type: type }) => type === 'user.start_push_to_talk',
    isStop: ({ event_type: type }) => type === 'user.stop_push_to_talk',
    isStartAck: ({ event_type: type }) => type === 'user.push_to_talk_started',
    isStopAck: ({ event_type: type }) => type === 'user.push_to_talk_stopped',
    isCompletion: ({ event_type: type }) => type === 'avatar.speak_ended',
    isEnd: ({ event_type: type }) => type === 'avatar.speak_ended',
    MAX_STOPS: 1,
    HANDSHAKE: ['user.start_push_to_talk', 'user.stop_push_to_talk'],
    handshake(session, from) {
      const said = new Set(session.line.messages.slice(0, from).map(({ message }) => message?.event_id));
      return incoming(session, from)
        .filter(({ type, message }) => /push_to_talk$/.test(type) && !said.has(message.event_id))
        .map(({ type }) => type);
    },
    stopsKnown: (session, from) =>
      new Set(
        incoming(session, from)
          .filter(({ type, isLost }) => type === 'user.stop_push_to_talk' && !isLost)
          .map(({ message }) => message.event_id),
      ).size,
    /** Ends the session in its own way. */
    end: (session, reason) => session.stopByItself(reason),
    startCall: '/v1/sessions/start',
    refusal: { code: 4010, data: null, message: 'Session token has expired' },
  },
  {
    provider: 'convai',
    start: startConvai,
    properties: ({ connectUrl }) => ({ provider: 'convai', characterId: 'character', connectUrl }),
    topics: [undefined, 'agent-response', 'other'],
    isStart: ({ type, data }) => type === 'stt-toggle' && !data.muted,
    isStop: ({ type }) => type === 'force-user-stopped-speaking',
    isStartAck: (message, { isSttOn }) => responseTo(message, 'stt-toggle') && isSttOn,
    isStopAck: (message) => responseTo(message, 'force-user-stopped-speaking'),
    isCompletion: ({ data }) => data?.type === 'bot-turn-completed',
    isEnd: ({ type, data }) =>
      [type, data?.type].some((word) => word === 'bot-stopped-speaking' || word === 'bot-turn-completed'),
    // Without a name, one that is said again is another.
    MAX_STOPS: 2,
    HANDSHAKE: ['stt-toggle on', 'force-user-stopped-speaking', 'stt-toggle off'],
    handshake: (session, from) =>
      incoming(session, from).map(({ type, message }) =>
        type === 'stt-toggle' ? `${type} ${message.data.muted ? 'off' : 'on'}` : type,
      ),
    stopsKnown: (session, from) =>
      incoming(session, from).filter(({ type, isLost }) => type === 'force-user-stopped-speaking' && !isLost).length,
    async end(session, reason) {
      await session.emit('error', { error: reason, fatal: true });
      await session.line.wait(200);
      await session.end();
    },
    startCall: '/connect',
    refusal: { detail: 'API-AUTH-TOKEN has expired' },
  },
];

/** A service that does as it should, quickly, but for the changes. */
export function behave(cloud, changes) {
  return Object.assign(cloud.script, wellBehaved(), { answerMs: 200 }, cloud.usual, changes);
}

export const lockReason = ({ told }) => told.findLast(({ type }) => type === 'lock-change')?.releaseReason;

/** Since when messages are looked at. */
export const messageCount = ({ session }) => session.line.messages.length;

/** What is told of turns fits together: each that starts ends, or comes to nothing, be it after its end. */
export function assertTurnsWhole(told) {
  const ids = (...types) => told.filter(({ type }) => types.includes(type)).map(({ turnId }) => turnId);
  const started = ids('turn-start');
  assert.equal(new Set(started).size, started.length, 'no turn starts twice');
  const ascending = (a, b) => a - b;
  for (const type of ['turn-end', 'turn-discarded']) assert.equal(new Set(ids(type)).size, ids(type).length, type);
  assert.deepEqual([...new Set(ids('turn-end', 'turn-discarded'))].sort(ascending), started.sort(ascending));
}

/** Outside the times in which the service listened, nothing has arrived but what was on its way. */
export function assertSilentBetween({ heard, windows }) {
  const bounds = [heard.startedAt, ...windows.flatMap(({ openedAt, closedAt }) => [openedAt, closedAt]), heard.endedAt];
  for (let i = 0; i < bounds.length; i += 2) {
    const spans = spokenSpans(heard.samples(bounds[i], bounds[i + 1]));
    const leaks = spans.filter(({ startMs }) => i === 0 || startMs > LINE_MS);
    assert.deepEqual(leaks, [], `something left before turn ${i / 2 + 1}`);
  }
}
