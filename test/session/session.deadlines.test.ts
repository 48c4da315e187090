import { expect } from '@open-wc/testing';
import { Stage, settled } from './stand-ins.js';

const never = (): Promise<void> => new Promise(() => {});

describe('promise 30: deadlines in a background tab', () => {
  it('sets one alarm for the earliest deadline, and none when there is none', async () => {
    const { session, clock } = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0 } }).joined();
    expect(clock.alarm).to.be.null;
    session.press();
    await settled();
    session.release();
    await settled();
    expect(clock.alarm?.at).to.equal(session.state.lock?.releasesAt);
    session.releaseLock();
    expect(clock.alarm).to.be.null;
  });

  it('holds them by the beat of the audio when the alarm is late', async () => {
    const stage = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0, turnCompletionTimeoutMs: 5000 } }).joined();
    const { session, clock, audio } = stage;
    session.press();
    await settled();
    session.release();
    await settled();
    clock.passUnheard(4999);
    audio.listener.beat(0);
    expect(session.state.phase).to.equal('awaiting');
    clock.passUnheard(1);
    audio.listener.beat(0);
    expect(session.state.phase).to.equal('idle');
    expect(stage.told()).to.include('lock-released timeout');
  });

  it('holds them as soon as the page is seen again, where nothing beats', async () => {
    const stage = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0, turnCompletionTimeoutMs: 5000 } }).joined();
    const { session, clock } = stage;
    session.press();
    await settled();
    session.release();
    await settled();
    clock.passUnheard(60_000);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(session.state.phase).to.equal('idle');
  });

  it('looks at the time with every event, so that a press finds the lock gone', async () => {
    const policy = { releaseTailMs: 0, turnCompletionTimeoutMs: 5000, interruptBotOnPress: false };
    const { session, clock } = await new Stage({ pushToTalkPolicy: policy }).joined();
    session.press();
    await settled();
    session.release();
    await settled();
    expect(session.press()).to.be.false;
    clock.passUnheard(5000);
    expect(session.press()).to.be.true;
  });

  it('lets a service answer what a busy page asked of it late', async () => {
    const { session, provider, clock } = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0 } }).joined();
    clock.passUnheard(60_000);
    session.press('app', clock.now() - 5000);
    expect(session.state.phase).to.equal('starting');
    await settled();
    expect(session.state.phase).to.equal('capturing');
    session.release('app', clock.now() - 100_000);
    expect(session.state.phase).to.equal('awaiting');
    await settled();
    clock.pass(1000);
    expect(session.state.lock).not.to.equal(null);
    expect(provider.calls.filter((call) => call.startsWith('stop'))).to.have.length(1);
  });

  it('does not beat when nothing is due', async () => {
    const { records, audio } = await new Stage().joined();
    const before = records.length;
    for (let i = 0; i < 50; i++) audio.listener.beat(0);
    expect(records.length).to.equal(before);
  });

  it('has no alarm left after the end', async () => {
    const { session, clock, provider } = await new Stage().joined();
    provider.outcomes.stopTurn = never;
    session.press();
    await settled();
    session.release();
    await session.close();
    expect(clock.alarm).to.be.null;
  });
});

describe('promise 5: a lock that nobody releases', () => {
  for (const lost of ['startTurn', 'stopTurn'] as const) {
    it(`ends by itself when the acknowledgement of ${lost} never comes, and the next press works`, async () => {
      const { session, clock, provider } = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0 } }).joined();
      provider.outcomes[lost] = never;
      session.press();
      await settled();
      session.release();
      await settled();
      clock.pass(20_000);
      await settled();
      clock.pass(20_000);
      expect(session.state.phase).to.equal('idle');
      provider.outcomes[lost] = () => Promise.resolve();
      expect(session.press()).to.be.true;
    });
  }

  it('can be overridden at any time', async () => {
    const stage = await new Stage({ pushToTalkPolicy: { turnCompletionTimeoutMs: 0 } }).joined();
    const { session } = stage;
    session.press();
    await settled();
    session.release();
    await settled();
    session.releaseLock();
    expect(session.state.lock).to.be.null;
    expect(stage.told()).to.include('lock-released interrupted');
  });
});

describe('promise 1: a release before the backend has answered', () => {
  it('holds the sound back, then lets it flow, then stops, exactly once', async () => {
    const { session, provider, audio } = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0 } }).joined();
    let acknowledge!: () => void;
    provider.outcomes.startTurn = () => new Promise((resolve) => (acknowledge = resolve));
    session.press();
    await settled();
    session.release();
    await settled();
    expect(audio.meter.isGateOpen).to.be.false;
    expect(audio.orders).to.not.include('flow 1');
    acknowledge();
    await settled();
    expect(audio.orders.slice(-2)).to.deep.equal(['close 1', 'flow 1']);
    expect(provider.calls.filter((call) => call.startsWith('stop'))).to.deep.equal(['stop 1']);
  });
});

describe('promise 11: a press that has to wait', () => {
  it('is refused aloud, and taken as soon as its reason is gone', async () => {
    const stage = new Stage();
    const { session, provider } = stage;
    await session.connect();
    expect(session.press('pointer')).to.be.false;
    expect(stage.told()).to.deep.equal(['press-refused avatar-not-ready']);
    await settled();
    provider.context!.emit({ type: 'avatar-ready' });
    await settled();
    expect(session.state.phase).to.equal('capturing');
  });
});
