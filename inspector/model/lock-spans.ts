import type { LockReleaseReason, LockWait, SessionRecord } from 'avatar-ptt/headless';

/** One lock from its beginning to its end. Page time in ms. */
export interface LockSpan {
  readonly turnId: number;
  /** What it waited for last. */
  readonly waitingFor: LockWait;
  readonly since: number;
  /** null while it holds. */
  readonly endedAt: number | null;
  readonly reason: LockReleaseReason | null;
  /** When the avatar had fallen silent under it, page ms; null while it had not. */
  readonly avatarSilentAt: number | null;
}

/** The newest locks, with one record folded in; at most `limit` are kept. The same list when the record is about none. */
export function foldLocks(spans: readonly LockSpan[], record: SessionRecord, limit = 500): readonly LockSpan[] {
  const released = record.effects.reduce((list, effect) => {
    if (effect.type !== 'announce' || effect.notice.type !== 'lock-released') return list;
    return end(list, record.at, effect.notice.reason);
  }, spans);
  return follow(released, record, limit);
}

function follow(spans: readonly LockSpan[], { at, event, state }: SessionRecord, limit: number): readonly LockSpan[] {
  const { lock } = state;
  if (!lock) return end(spans, at, null);
  const last = spans.at(-1);
  if (last?.endedAt !== null || last.turnId !== lock.turnId || last.since !== lock.since) {
    const { turnId, waitingFor, since } = lock;
    const span: LockSpan = { turnId, waitingFor, since, endedAt: null, reason: null, avatarSilentAt: null };
    return [...end(spans, at, null), span].slice(-limit);
  }
  if (event.type === 'avatar-speech-stopped') return withLast(spans, { avatarSilentAt: at });
  if (event.type === 'avatar-speech-started') return withLast(spans, { avatarSilentAt: null });
  return last.waitingFor === lock.waitingFor ? spans : withLast(spans, { waitingFor: lock.waitingFor });
}

function end(spans: readonly LockSpan[], endedAt: number, reason: LockReleaseReason | null): readonly LockSpan[] {
  return spans.at(-1)?.endedAt === null ? withLast(spans, { endedAt, reason }) : spans;
}

function withLast(spans: readonly LockSpan[], changes: Partial<LockSpan>): readonly LockSpan[] {
  const last = spans.at(-1);
  return last ? [...spans.slice(0, -1), { ...last, ...changes }] : spans;
}
