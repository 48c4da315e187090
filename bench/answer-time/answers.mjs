// From what a page noted of frames and events to how long each person waited. A turn is all speech up to a long silence.

/** `{ turns, waitsMs, cut, unanswered, spoiled, frames, framesLost }`; a turn that was cut is judged by its last end. */
export function answersIn({ frames, events }, { betweenTurnsMs, maxLateMs }) {
  const found = { turns: 0, waitsMs: [], cut: 0, unanswered: 0, spoiled: 0, ...lostOf(frames) };
  for (const { endMs, events: own } of turnsIn(events, betweenTurnsMs)) {
    found.turns++;
    const endAt = pageTimeOf(frames, endMs);
    if (own.some((event) => event.type === 'turn-ended' && event.endMs < endMs)) found.cut++;
    const answer = own.find(({ type, at }) => type === 'avatar-audible' && at > endAt);
    if (!answer) found.unanswered++;
    else if (frames.some(({ at, lateMs }) => at >= endAt && at <= answer.at && lateMs > maxLateMs)) found.spoiled++;
    else found.waitsMs.push(answer.at - endAt);
  }
  return found;
}

/** `[{ endMs, events }]`: where somebody really ended, and all that came from their first word to the next one's. */
function turnsIn(events, betweenTurnsMs) {
  const turns = [];
  for (const event of events) {
    const last = turns.at(-1);
    const isNew = event.type === 'speech-started' && !(event.onsetMs - last?.endMs < betweenTurnsMs);
    if (isNew) turns.push({ endMs: event.onsetMs, events: [event] });
    else last?.events.push(event);
    if (event.type === 'speech-ended') turns.at(-1).endMs = event.endMs;
  }
  return turns;
}

/** Frames follow one another without a gap; where there is one, so many are missing. */
function lostOf(frames) {
  const lengthMs = frames[0].endMs - frames[0].startMs;
  const gapMs = frames.slice(1).reduce((sum, { startMs }, i) => sum + Math.max(0, startMs - frames[i].endMs), 0);
  return { frames: frames.length, framesLost: Math.round(gapMs / lengthMs) };
}

function pageTimeOf(frames, endMs) {
  const frame = frames.find((one) => one.endMs >= endMs) ?? frames.at(-1);
  return frame.at - (frame.endMs - endMs);
}
