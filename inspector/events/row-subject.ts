import type { SessionRecord, TurnState } from 'avatar-ptt/headless';

/** A line of the list: an event, or one of the effects that followed from it. */
export interface Row {
  readonly record: SessionRecord;
  /** 0: the event; n: its nth effect. */
  readonly part: number;
  /** The state before the event; null when it is not known any more. */
  readonly before: TurnState | null;
}

/** What a row is about: the event, the effect, or the notice that an effect announces. */
export function subjectOf({ event, effects }: SessionRecord, part: number): object {
  const effect = effects[part - 1];
  if (!effect) return event;
  return effect.type === 'announce' ? effect.notice : effect;
}

/** The type as it is shown and isolated; `announce turn-ended` is a notice, `turn-ended` an event. */
export function typeOf({ event, effects }: SessionRecord, part: number): string {
  const effect = effects[part - 1];
  if (!effect) return event.type;
  return effect.type === 'announce' ? `announce ${effect.notice.type}` : effect.type;
}

/** The turn that a row belongs to: the one it names, else the one that was spoken, answered or ended; 0 is none. */
export function turnOf(record: SessionRecord, part: number): number {
  const { state, effects } = record;
  const named = turnIn(subjectOf(record, part)) ?? state.turn?.id ?? state.lock?.turnId;
  if (named !== undefined) return named;
  for (let i = 1; i <= effects.length; i++) {
    const turn = turnIn(subjectOf(record, i));
    if (turn !== undefined) return turn;
  }
  return 0;
}

function turnIn(subject: object): number | undefined {
  return 'turnId' in subject && typeof subject.turnId === 'number' ? subject.turnId : undefined;
}
