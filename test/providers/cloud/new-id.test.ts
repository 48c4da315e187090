import { expect } from '@open-wc/testing';
import { newId } from '../../../src/providers/cloud/new-id.js';

describe('newId', () => {
  it('is a random UUID, also where a page on plain http has no randomUUID', () => {
    Object.defineProperty(crypto, 'randomUUID', { configurable: true, value: undefined });
    try {
      const ids = Array.from({ length: 1000 }, newId);
      for (const id of ids) expect(id).to.match(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(new Set(ids).size).to.equal(1000);
    } finally {
      Reflect.deleteProperty(crypto, 'randomUUID');
    }
  });
});
