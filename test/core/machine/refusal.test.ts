import { expect } from '@open-wc/testing';
import { REFUSAL_TEXT } from '../../../src/core/machine/refusal.js';

describe('REFUSAL_TEXT', () => {
  it('tells a person of every reason in whole sentences', () => {
    for (const [reason, text] of Object.entries(REFUSAL_TEXT)) expect(text, reason).to.match(/^[A-Z].{10,}\.$/);
  });
});
