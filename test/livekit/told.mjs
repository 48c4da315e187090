// What a tag said to its page, one line an event, without what two backends may differ in.

/** Words are the backend's own: the embedded avatar hears none, and each cloud tells them in other pieces. */
const WORDS = ['transcript', 'avatar-words'];

/** The events of `told` in order, each as a line that has neither clock times nor numbers of the session. */
export function linesOf(told) {
  const numbers = new Map();
  const numberOf = (turnId) => numbers.get(turnId) ?? numbers.set(turnId, numbers.size + 1).get(turnId);
  const lines = told.filter(({ type }) => !WORDS.includes(type)).map((event) => lineOf(event, numberOf));
  return DIFFERENCES.reduce((sorted, { isMoved, isAnchor, isDropped }) => {
    const kept = sorted.filter((line, i) => !isDropped?.(line, sorted.slice(0, i)));
    return behind(kept, isMoved, isAnchor);
  }, lines);
}

/** What is told a little earlier on one backend than on another, for a reason: it is compared where it comes latest. */
const DIFFERENCES = [
  {
    // LiveAvatar has no switch for its speech-to-text, and so no window in which it waits for a last transcript.
    isMoved: (line) => line === 'phase awaiting',
    isAnchor: (line) => line.startsWith('turn-end'),
  },
  {
    // Convai tells the words of an answer before it speaks, the others while they speak: either is a sign of the answer.
    isMoved: (line) => line.includes('until turn-completed'),
    isAnchor: (line) => line === 'avatar speaking',
  },
  {
    // That an answer is complete is a message, and that it is heard to its end is sound: which is first is the line's.
    isDropped: (line, before) => line === 'avatar thinking' && wasSpeaking(before),
    isMoved: (line, before) => ['avatar idle', 'avatar listening'].includes(line) && wasSpeaking(before),
    isAnchor: (line) => line === 'unlocked turn-completed',
  },
];

const wasSpeaking = (lines) => lines.findLast((line) => line.startsWith('avatar')) === 'avatar speaking';

/** Moves lines behind the next anchor, unless that belongs to a later turn. */
function behind(lines, isMoved, isAnchor) {
  const sorted = [...lines];
  for (let at = sorted.length - 1; at >= 0; at--) {
    if (!isMoved(sorted[at], sorted.slice(0, at))) continue;
    const stop = sorted.findIndex((line, i) => i > at && (isAnchor(line) || line.startsWith('turn-start')));
    if (stop >= 0 && isAnchor(sorted[stop])) sorted.splice(stop, 0, ...sorted.splice(at, 1));
  }
  return sorted;
}

function lineOf({ type, ...event }, numberOf) {
  const turn = event.turnId === undefined ? '' : ` ${numberOf(event.turnId)}`;
  switch (type) {
    case 'connection-change':
      return `connection ${event.connectionState}`;
    case 'mode-change':
      return `mode ${event.mode}`;
    case 'phase-change':
      return `phase ${event.phase}`;
    case 'avatar-state-change':
      return `avatar ${event.avatarState}`;
    case 'lock-change':
      return event.lock ? lockLine(event.lock, numberOf) : `unlocked ${event.releaseReason}`;
    case 'settings-change':
      return `settings ${event.effective.mode}`;
    default:
      return `${type}${turn} ${event.source ?? event.reason ?? event.code}`;
  }
}

const lockLine = ({ turnId, waitingFor, since, releasesAt }, numberOf) =>
  `locked ${numberOf(turnId)} until ${waitingFor}, for ${Math.round(releasesAt - since)} ms`;
