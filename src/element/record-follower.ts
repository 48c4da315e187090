import type { PressStyle } from '../core/settings/options.js';
import { refusalOf } from '../core/machine/refusal.js';
import type { TurnState } from '../core/machine/turn-state.js';
import { noticesOf } from '../session/notices.js';
import type { SessionRecord } from '../session/session-types.js';
import { statusOf } from './conversation-status.js';
import { hintOf, isHintOver } from './hints.js';
import { eventsOf, turnOf } from './session-events.js';
import type { Texts } from './strings.js';
import type { Captions, ShownError } from './view/view-model.js';

const NO_CAPTIONS: Captions = { user: '', avatar: '' };

/** What one record comes to: a message for the status line, or none any more, and the events of the element. */
export interface Followed {
  readonly hint: (() => string) | null;
  readonly events: readonly Event[];
}

/** Follows one session, record by record: what is drawn of it beside its state, and what the page is told. */
export class RecordFollower {
  captions = NO_CAPTIONS;
  misfires = 0;
  /** What is typed, and not sent yet. */
  draft = '';
  #line = '';
  readonly #errors: Map<string, ShownError>;
  readonly #page: { readonly texts: Texts };
  #avatarTurn = 0;
  #userTurn = 0;

  constructor(errors: Map<string, ShownError>, page: { readonly texts: Texts }) {
    this.#errors = errors;
    this.#page = page;
  }

  follow(record: SessionRecord, previous: TurnState): Followed {
    const { state, event } = record;
    this.#followErrors(record, previous);
    if (event.type === 'transcript') this.#caption(event, previous);
    this.#followDraft(event);
    if (event.type === 'speech-misfire') this.misfires++;
    if (state.mode !== previous.mode || state.connection !== previous.connection) this.misfires = 0;
    if (state.connection === 'connecting') this.#forget();
    // In the language that the page has by the time it is read.
    const hint = (): string => hintOf(record, this.#page.texts);
    return { hint: hint() || isHintOver(state, previous) ? hint : null, events: eventsOf(record, previous) };
  }

  /** Presses wait for the avatar; while the user is still heard, theirs is no waiting. */
  isBlocked(state: TurnState): boolean {
    return state.turn?.gate !== 'open' && refusalOf(state, 'pointer') === 'avatar-busy';
  }

  /** What goes on, as the status line says it; empty without a conversation. */
  status(state: TurnState, pressStyle: PressStyle): string {
    return statusOf(state, pressStyle, this.#page.texts);
  }

  /** What the backend did not take comes back, unless something else was written since. */
  #followDraft(event: SessionRecord['event']): void {
    if (event.type === 'send-text') this.#line = event.text;
    else if (event.type === 'effect-failed' && event.effect === 'send-text') this.draft ||= this.#line;
  }

  #followErrors(record: SessionRecord, previous: TurnState): void {
    const { state } = record;
    const isBack = state.service.presence === 'here' && previous.service.presence === 'gone';
    const isWell = isBack || (state.microphone === 'open' && previous.microphone !== 'open');
    if (isWell || (state.turn && !previous.turn)) this.#errors.delete('session');
    for (const notice of noticesOf(record)) {
      if (notice.type === 'error') this.#errors.set('session', { ...notice, key: 'session' });
    }
  }

  // Another conversation counts its turns anew.
  #forget(): void {
    this.captions = NO_CAPTIONS;
    this.#avatarTurn = 0;
    this.#userTurn = 0;
  }

  /** Each side's newest line; words of an answer that was interrupted are not shown any more. */
  #caption(event: { role: 'user' | 'avatar'; text: string; turnId?: number }, state: TurnState): void {
    const turnId = turnOf(event, state);
    if (event.role === 'user') {
      // Late words of an earlier turn are in the log; over newer ones they would be wrong.
      if (turnId < this.#userTurn) return;
      this.#userTurn = turnId;
      this.captions = { user: event.text, avatar: turnId > this.#avatarTurn ? '' : this.captions.avatar };
    } else if (turnId >= this.#avatarTurn && (event.turnId === undefined || turnId > state.turnIds.staleUpTo)) {
      this.#avatarTurn = turnId;
      this.captions = { ...this.captions, avatar: event.text };
    }
  }
}
