import { expect } from '@open-wc/testing';
import { AvatarPttError, toAvatarPttError } from '../../src/core/error.js';

describe('AvatarPttError', () => {
  it('carries a code, a message and the cause', () => {
    const cause = new Error('socket closed');
    const error = new AvatarPttError('connect-failed', 'The service did not answer.', { cause });
    expect(error).to.be.instanceOf(Error);
    expect(error).to.include({
      name: 'AvatarPttError',
      code: 'connect-failed',
      message: 'The service did not answer.',
      cause,
    });
  });
});

describe('toAvatarPttError', () => {
  it('gives its own errors back as they are', () => {
    const error = new AvatarPttError('denied', 'No.');
    expect(toAvatarPttError(error, 'other')).to.equal(error);
  });

  it('wraps another error under the code, with the original as cause', () => {
    const cause = new TypeError('nope');
    expect(toAvatarPttError(cause, 'start-failed')).to.include({ code: 'start-failed', message: 'nope', cause });
  });

  for (const thrown of ['text', 7, null, undefined, Symbol('odd')]) {
    it(`wraps a thrown ${String(thrown)}`, () => {
      const error = toAvatarPttError(thrown, 'odd');
      expect(error).to.be.instanceOf(AvatarPttError);
      expect(error).to.include({ code: 'odd', message: String(thrown), cause: thrown });
    });
  }
});
