import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../src/core/error.js';
import { Stage, codeOf, later, settled } from './stand-ins.js';

describe('ConversationSession: connecting', () => {
  it('resolves once the backend can take commands', async () => {
    const { session, provider } = new Stage();
    await session.connect();
    expect(session.state.connection).to.equal('connected');
    expect(provider.context?.mode).to.equal('push-to-talk');
    expect(provider.context?.isServerSttOn).to.be.false;
  });

  it("shows the backend's picture while there is a connection", async () => {
    const { session, provider } = new Stage();
    const picture = new MediaStream();
    Object.assign(provider, { videoStream: picture });
    expect(session.videoStream).to.equal(null);
    await session.connect();
    expect(session.videoStream).to.equal(picture);
    await session.disconnect();
    expect(session.videoStream).to.equal(null);
  });

  it('rejects with the code of what went wrong, releases the audio, and can be tried again', async () => {
    const { session, provider, audios } = new Stage();
    provider.outcomes.connect = () => Promise.reject(new AvatarPttError('token-expired', 'Get a new one.'));
    expect(await codeOf(session.connect())).to.equal('token-expired');
    expect(session.state.connection).to.equal('failed');
    expect(audios.map(({ isClosed }) => isClosed)).to.deep.equal([true]);
    provider.outcomes.connect = () => Promise.resolve();
    await session.connect();
    expect(session.state.connection).to.equal('connected');
  });

  it('rejects with a code when the browser has no audio at all', async () => {
    const stage = new Stage();
    stage.onAudio = () => {
      throw new RangeError('No hardware.');
    };
    expect(await codeOf(stage.session.connect())).to.equal('effect-failed');
    expect(stage.session.state.connection).to.equal('failed');
  });

  it('rejects after a bounded wait when the backend never answers', async () => {
    const { session, provider, clock } = new Stage();
    provider.outcomes.connect = () => new Promise(() => {});
    const joining = codeOf(session.connect());
    await settled();
    clock.pass(60_000);
    expect(await joining).to.equal('connect-timeout');
    expect(provider.context?.signal.aborted).to.be.true;
  });

  it('is done already for whoever asks again', async () => {
    const { session, provider } = await new Stage().joined();
    await session.connect();
    expect(provider.calls.filter((call) => call === 'connect')).to.have.length(1);
  });

  it('is over for good after close', async () => {
    const { session, provider } = await new Stage().joined();
    await session.close();
    expect(await codeOf(session.connect())).to.equal('disconnected');
    expect(provider.calls).to.deep.equal(['connect', 'disconnect']);
  });

  it('ends every wait when the session ends', async () => {
    const { session, provider } = await new Stage().joined();
    provider.outcomes.setMode = () => new Promise(() => {});
    const switching = codeOf(session.setMode('hands-free'));
    await session.close();
    expect(await switching).to.equal('disconnected');
  });
});

describe('promise 19: toggling races', () => {
  it('stays disconnected when left at once', async () => {
    const { session, provider } = new Stage();
    const joining = codeOf(session.connect());
    await session.disconnect();
    expect(await joining).to.equal('disconnected');
    await settled();
    expect(session.state.connection).to.equal('disconnected');
    expect(provider.calls).to.not.include('connect');
  });

  it('gives up a connection that is under way, and what comes of it later counts for nothing', async () => {
    const { session, provider, records } = new Stage();
    const { promise, resolve } = later();
    provider.outcomes.connect = () => promise;
    const joining = codeOf(session.connect());
    await settled();
    await session.disconnect();
    expect(await joining).to.equal('disconnected');
    const told = records.length;
    resolve();
    provider.context!.emit({ type: 'avatar-ready' });
    await settled();
    expect(session.state.connection).to.equal('disconnected');
    expect(records.length).to.equal(told);
  });

  it('waits for the end of the last connection before the next', async () => {
    const { session, provider, audios } = await new Stage().joined();
    const { promise, resolve } = later();
    provider.outcomes.disconnect = () => promise;
    const leaving = session.disconnect();
    const joining = session.connect();
    await settled();
    expect(provider.calls).to.deep.equal(['connect', 'disconnect']);
    expect(audios[0]?.isClosed, 'the device does not wait for the backend').to.be.true;
    resolve();
    await Promise.all([leaving, joining]);
    expect(provider.calls).to.deep.equal(['connect', 'disconnect', 'connect']);
    expect(session.state.connection).to.equal('connected');
  });

  it('follows the last of many wishes', async () => {
    const { session } = new Stage();
    const wishes = [
      session.connect(),
      session.disconnect(),
      session.connect(),
      session.disconnect(),
      session.connect(),
    ];
    await Promise.allSettled(wishes);
    expect(session.state.connection).to.equal('connected');
    await Promise.allSettled([session.disconnect(), session.connect(), session.disconnect()]);
    await settled();
    expect(session.state.connection).to.equal('disconnected');
  });

  it('survives a backend that fails to leave', async () => {
    const { session, provider } = await new Stage().joined();
    provider.outcomes.disconnect = () => Promise.reject(new Error('Gone already.'));
    await session.disconnect();
    await session.connect();
    expect(session.state.connection).to.equal('connected');
  });

  it('promise 1: leaves while the permission is asked for, and what is granted later opens nothing', async () => {
    const stage = new Stage();
    const { promise, resolve } = later<{ label: string; deviceId: string; isEchoCancelled: boolean }>();
    stage.onAudio = (audio) => (audio.opening = () => promise);
    const { session } = await stage.joined();
    session.press();
    expect(session.state.turn?.gate).to.equal('waiting');
    await session.disconnect();
    resolve({ label: 'late', deviceId: '', isEchoCancelled: false });
    await settled();
    expect(session.state.microphone).to.equal('closed');
    expect(stage.audio.orders).to.not.include('open 1');
    expect(stage.told()).to.include('turn-discarded disconnected');
  });
});

describe('promise 15: a line that is cut', () => {
  it('closes the gate first, and sends the stop that may be lost again', async () => {
    const { session, provider, audio } = await new Stage().joined();
    provider.outcomes.stopTurn = () => new Promise(() => {});
    session.press();
    await settled();
    session.release();
    await settled();
    provider.context!.emit({ type: 'reconnecting' });
    expect(audio.meter.isGateOpen).to.be.false;
    provider.outcomes.stopTurn = () => Promise.resolve();
    provider.context!.emit({ type: 'reconnected' });
    await settled();
    expect(provider.calls.filter((call) => call.startsWith('stop'))).to.deep.equal(['stop 1', 'stop 1']);
    expect(session.state.stop).to.be.null;
    expect(session.press()).to.be.true;
  });

  it('ends the session with its reason when it is cut for good', async () => {
    const stage = await new Stage().joined();
    const { session, provider, audio } = stage;
    session.press();
    await settled();
    provider.context!.emit({ type: 'connection-lost', code: 'line-cut', message: 'Gone.' });
    expect(session.state.connection).to.equal('failed');
    expect(stage.told()).to.include('error line-cut');
    await settled();
    expect(audio.isClosed).to.be.true;
    expect(provider.calls).to.include('disconnect');
  });
});
