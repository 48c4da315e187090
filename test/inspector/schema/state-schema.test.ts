import { expect } from '@open-wc/testing';
import { initialTurnState } from '../../../src/core/machine/turn-state.js';
import { turnState } from '../../../inspector/schema/state-schema.js';

describe('turnState', () => {
  for (const [isAvatarReady, presence] of [
    [true, 'here'],
    [false, 'awaited'],
    ['yes', 'awaited'],
  ] as const) {
    it(`reads a state that says ${JSON.stringify({ isAvatarReady })} as one with nobody muted, and the avatar ${presence}`, () => {
      const old: Record<string, unknown> = { ...initialTurnState(), isAvatarReady };
      delete old['service'];
      const read = turnState(old, 'initial');
      expect(read).to.deep.equal({ ...initialTurnState(), service: { presence, isUserMuted: false } });
    });
  }

  it('takes its own word where there is one, and refuses a wrong one', () => {
    const state = { ...initialTurnState(), service: { presence: 'gone', isUserMuted: true } };
    expect(turnState({ ...state, isAvatarReady: true }, 'initial')).to.deep.equal(state);
    const wrong = { ...state, service: { presence: 'perhaps', isUserMuted: true } };
    expect(() => turnState(wrong, 'initial')).to.throw('initial.service.presence');
  });
});
