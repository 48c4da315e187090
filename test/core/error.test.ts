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

describe('AvatarPttError and addresses', () => {
  for (const [given, shown] of [
    [
      'Failed to fetch module: https://cdn.example/a.js?token=s3cret#k=s3cret',
      'Failed to fetch module: https://cdn.example/a.js',
    ],
    [
      'no script at "wss://me:s3cret@room.example:7880/rtc?access_token=s3cret", sorry',
      'no script at "wss://room.example:7880/rtc", sorry',
    ],
    ['https://s3cret@a.example and http://b.example#s3cret', 'https://a.example and http://b.example'],
    ['https://a.example?to=x@s3cret', 'https://a.example'],
    ['blob:https://a.example/1234 is gone', 'blob:https://a.example/1234 is gone'],
    ['Is it 3:4? Ask #5 at /a?', 'Is it 3:4? Ask #5 at /a?'],
  ] as const) {
    it(`shows no secret of ${given}`, () => {
      expect(new AvatarPttError('failed', given).message).to.equal(shown);
      expect(toAvatarPttError(new TypeError(given), 'failed').message).to.equal(shown);
    });
  }
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
