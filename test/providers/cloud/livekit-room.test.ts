import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../../src/core/error.js';
import { joinLiveKitRoom, type RoomListener } from '../../../src/providers/cloud/livekit-room.js';

const nobody = new Proxy({} as RoomListener, {
  get: (_target, name) => () => {
    throw new Error(`Nobody listens to ${String(name)}.`);
  },
});

async function failureOf(url: string, signal: AbortSignal): Promise<AvatarPttError> {
  const error = await joinLiveKitRoom({ url, token: 'a-secret-token', signal }, nobody).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(AvatarPttError);
  return error as AvatarPttError;
}

// What it does in a room is tested in the rooms of a real server, in test/livekit.
describe('joinLiveKitRoom', () => {
  it('says that a room can not be reached, without the token', async () => {
    const error = await failureOf('ws://127.0.0.1:1099', new AbortController().signal);
    expect(error.code).to.equal('room-unreachable');
    expect(`${error.message} ${String(error.cause)}`).to.not.contain('a-secret-token');
  });

  it('lets its library write nothing into the console of a page', async () => {
    await failureOf('ws://127.0.0.1:1099', AbortSignal.abort());
    const { getLogger } = await import('livekit-client');
    const real = console.warn;
    const said: unknown[] = [];
    console.warn = (...words: unknown[]) => said.push(words);
    for (const name of ['avatar-ptt', 'livekit-ice', 'livekit-region']) getLogger(name).warn('Something.');
    console.warn = real;
    expect(said).to.deep.equal([]);
  });

  it('gives up with its connection, before it joins and while it does', async () => {
    expect((await failureOf('ws://127.0.0.1:1099', AbortSignal.abort())).code).to.equal('aborted');
    const giveUp = new AbortController();
    const joining = failureOf('ws://127.0.0.1:1099', giveUp.signal);
    giveUp.abort();
    expect((await joining).code).to.equal('aborted');
  });
});
