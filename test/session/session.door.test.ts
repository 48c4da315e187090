import { expect } from '@open-wc/testing';
import { DEFAULT_PRESS_POLICY } from '../../src/core/settings/options.js';
import type { SessionInput } from '../../src/session/session-types.js';
import { Stage, later, settled } from './stand-ins.js';

/** What somebody without types may send. */
const nonsense = (event: unknown): SessionInput => event as SessionInput;

const MALFORMED: readonly unknown[] = [
  null,
  undefined,
  'press',
  7,
  {},
  [],
  { type: null },
  { type: 'toString' },
  { type: '__proto__' },
  { type: 'avatar-thinking' },
  { type: 'press' },
  { type: 'press', source: 'nose' },
  { type: 'press', source: 'pointer', at: NaN },
  { type: 'press', source: 'pointer', at: 'now' },
  { type: 'release' },
  { type: 'drop' },
  { type: 'drop', reason: 'boredom' },
  { type: 'set-mode', mode: 'shouting' },
  { type: 'set-options' },
  { type: 'set-options', options: null },
  { type: 'set-options', options: { mode: 'hands-free' } },
  { type: 'set-press-policy', pressPolicy: { style: 'hold' } },
  { type: 'set-press-policy', pressPolicy: undefined },
  { type: 'connected' },
  { type: 'connected', capabilities: null },
  { type: 'gate-opened', turnId: 1 },
  { type: 'gate-opened', turnId: 'one', startMs: 0 },
  { type: 'gate-closed', turnId: 1, endMs: Infinity },
  { type: 'speech-started', onsetMs: NaN },
  { type: 'turn-ended', endMs: 1, reason: 'rain' },
  { type: 'transcript' },
  { type: 'transcript', role: 'user', text: 5, final: true },
  { type: 'transcript', role: 'user', text: 'hello', final: true, turnId: 1.5 },
  { type: 'start-acknowledged' },
  { type: 'session-error', code: 7, message: {} },
  { type: 'mode-failed', mode: 'hands-free' },
];

describe('the one door of a session', () => {
  it('lets no secret of an address in with a text that people read', async () => {
    const { session, records } = await new Stage().joined();
    const secret = 'at wss://me:s3cret@room.example/rtc?access_token=s3cret';
    session.send({ type: 'session-error', code: 'lost', message: secret });
    session.send({ type: 'detector-changed', detector: 'energy', reason: secret });
    expect(JSON.stringify(records)).to.include('at wss://room.example/rtc').and.not.include('s3cret');
  });

  for (const event of MALFORMED) {
    it(`refuses ${inWords(event)} by its name, and everything still closes`, async () => {
      const { session, audio, records } = await new Stage().joined();
      session.press('app');
      await settled();
      session.send(nonsense(event));
      expect(records.at(-1)?.event).to.include({ type: 'effect-failed', code: 'invalid-event' });
      expect(session.state.phase).to.equal('capturing');
      session.release();
      expect(audio.meter.isGateOpen).to.be.false;
      await session.disconnect();
      expect(audio.isClosed).to.be.true;
      expect(session.state.connection).to.equal('disconnected');
    });
  }

  it('takes from a provider what a backend may say, and nothing that is for others to say', async () => {
    const { session, provider, records } = await new Stage().joined();
    const emit = provider.context!.emit as (event: unknown) => void;
    for (const type of ['connected', 'press', 'set-options', 'transcription', 'start-acknowledged']) {
      emit({ type, source: 'app', turnId: 1 });
      expect(records.at(-1)?.event).to.include({ type: 'effect-failed', code: 'invalid-event' });
    }
    expect(session.state).to.include({ phase: 'idle', connection: 'connected' });
    emit({ type: 'no-response', message: 'Nothing to say.' });
    expect(records.at(-1)?.event.type).to.equal('no-response');
  });

  it('takes an event whose fields are inherited or can’t be listed', async () => {
    class Completed {
      get type(): string {
        return 'turn-completed';
      }
    }
    const hidden = Object.defineProperty({}, 'type', { value: 'avatar-speech-started' });
    for (const event of [new Completed(), Object.create({ type: 'avatar-ready' }), hidden, new Event('avatar-ready')]) {
      const { session, provider, records } = await new Stage().joined();
      (provider.context!.emit as (event: unknown) => void)(event);
      expect(records.at(-1)?.event.type).to.equal((event as { type: string }).type);
      expect(session.state.connection).to.equal('connected');
    }
  });

  it('names the event that there is none of', async () => {
    const stage = await new Stage().joined();
    (stage.provider.context!.emit as (event: unknown) => void)({ type: 'transcription', text: 'hi' });
    expect(stage.records.at(-1)?.event).to.have.property('message').that.includes('"transcription"');
  });

  it('merges a policy of pressing, and refuses a wrong one with what is allowed', async () => {
    const { session } = await new Stage().joined();
    session.press();
    await settled();
    session.setPressPolicy({ style: 'toggle' });
    expect(session.state.phase).to.equal('capturing');
    expect(session.state.pressPolicy).to.deep.equal({ ...DEFAULT_PRESS_POLICY, style: 'toggle', tapMs: 0 });
    // @ts-expect-error What a page without types may do.
    expect(() => session.setPressPolicy({ style: 'squeeze' })).to.throw(/style is squeeze; allowed: hold/);
    expect(() => session.setPressPolicy({ maxHoldMs: NaN })).to.throw(/maxHoldMs/);
    // @ts-expect-error What a page without types may do.
    expect(() => session.setPressPolicy({ latchEnds: 'never' })).to.throw(/latchEnds is never; allowed: tap, endpoint/);
  });

  it('acts at once on a longest hold that is lowered while it is held', async () => {
    const { session, clock } = await new Stage().joined();
    session.press();
    await settled();
    session.setPressPolicy({ maxHoldMs: 5000 });
    clock.pass(5000);
    expect(session.state.phase).not.to.equal('capturing');
  });
});

describe('a session whose parts throw', () => {
  it('goes on when an effect throws, and closes the device when the gate could not be closed', async () => {
    const { session, audio, provider } = await new Stage().joined();
    session.press();
    await settled();
    audio.closeGate = () => {
      throw new Error('The context is closed.');
    };
    session.release();
    expect(audio.orders).to.include('close-microphone');
    provider.context!.emit({ type: 'no-response' });
    await session.disconnect();
    expect(session.state.connection).to.equal('disconnected');
  });

  for (const [how, receiveAudio] of [
    ['throws', () => raise()],
    ['rejects', () => Promise.reject(new Error('No.'))],
  ] as const) {
    it(`says once that a provider can’t take sound, where it ${how}`, async () => {
      const stage = await new Stage().joined();
      Object.assign(stage.provider, { receiveAudio });
      const piece = { turnId: 1, samples: new Float32Array(4), sampleRate: 48_000, startMs: 0 };
      for (let i = 0; i < 3; i++) stage.audio.listener.audio(piece);
      await settled();
      expect(stage.told().filter((notice) => notice.startsWith('error'))).to.have.length(1);
    });
  }

  it('closes the device of a state that can’t be decided upon', async () => {
    const { session, audio } = await new Stage().joined();
    session.press();
    await settled();
    const mistakes: unknown[] = [];
    const { reportError } = globalThis;
    globalThis.reportError = (error) => void mistakes.push(error);
    try {
      // No state of ours is like this: it stands for a mistake of ours.
      Reflect.set(session.state, 'turn', new Proxy({}, { get: () => raise() }));
      session.release();
    } finally {
      globalThis.reportError = reportError;
    }
    expect(mistakes).to.have.length(1);
    expect(audio.isClosed).to.be.true;
    expect(session.state.connection).to.equal('failed');
    await session.connect();
    expect(session.state.connection).to.equal('connected');
  });

  it('releases the device also from inside a record, before anything else is decided', async () => {
    const { session, audio } = await new Stage().joined();
    session.press();
    await settled();
    session.subscribe(({ event }) => {
      if (event.type === 'tick') void session.disconnect();
    });
    session.send({ type: 'tick' });
    expect(audio.isClosed).to.be.true;
  });

  it('leaves a provider that throws instead of leaving, or never leaves', async () => {
    for (const disconnect of [() => raise(), () => Promise.reject(new Error('No.'))]) {
      const stage = await new Stage().joined();
      stage.provider.outcomes.disconnect = disconnect;
      await stage.session.disconnect();
      expect(stage.audio.isClosed).to.be.true;
      await stage.session.connect();
    }
  });
});

describe('a session that is left while it waits', () => {
  it('connects again only after everybody has left who was told to', async () => {
    const stage = await new Stage().joined();
    const { session, provider } = stage;
    const leaving = later();
    provider.outcomes.disconnect = () => leaving.promise;
    provider.context!.emit({ type: 'connection-lost', code: 'lost', message: 'Lost.' });
    // The failure has begun to leave; this asks for nothing new, and must not be taken for done.
    void session.disconnect();
    const connecting = session.connect();
    await settled();
    expect(provider.calls.filter((call) => call === 'connect')).to.have.length(1);
    leaving.resolve();
    await connecting;
    expect(provider.calls.filter((call) => /connect/.test(call))).to.deep.equal(['connect', 'disconnect', 'connect']);
  });

  it('is never connected after thirty connects and disconnects that nobody awaited', async () => {
    const { session, audios } = new Stage();
    for (let i = 0; i < 30; i++) {
      session.connect().catch(() => undefined);
      void session.disconnect();
    }
    await session.disconnect();
    await settled();
    expect(session.state.connection).to.equal('disconnected');
    expect(audios.every(({ isClosed }) => isClosed)).to.be.true;
  });

  it('tells a provider to leave once more that joins after it was told to', async () => {
    const { session, provider } = new Stage();
    const joining = later();
    provider.outcomes.connect = () => joining.promise;
    session.connect().catch(() => undefined);
    await settled();
    await session.disconnect();
    joining.resolve();
    await settled();
    expect(provider.calls).to.deep.equal(['connect', 'disconnect', 'disconnect']);
  });

  it('tells the first of two mode switches that it was overtaken', async () => {
    const { session, provider } = await new Stage().joined();
    provider.outcomes.setMode = () => new Promise(() => {});
    const first = session.setMode('hands-free').catch((error: unknown) => error);
    session.setMode('push-to-talk').catch(() => undefined);
    expect(await first).to.include({ code: 'cancelled' });
    await session.disconnect();
  });
});

describe('settings that change before there is a session', () => {
  it('reach the backend once it is there, the mode included', async () => {
    const stage = new Stage();
    const { session, provider } = stage;
    const joining = later();
    provider.outcomes.connect = () => joining.promise;
    const connecting = session.connect();
    await settled();
    expect(session.setTurnTaking({ mode: 'hands-free', pushToTalkPolicy: { releaseTailMs: 5 } }).mode).to.equal(
      'hands-free',
    );
    joining.resolve();
    await connecting;
    await settled();
    expect(session.state.mode).to.equal('hands-free');
    expect(provider.calls).to.deep.equal(['connect', 'hands-free', 'stt on']);
    expect(stage.records.flatMap(({ effects }) => effects.map(({ type }) => type))).to.include('apply-turn-taking');
  });
});

function inWords(event: unknown): string {
  return event === undefined ? 'undefined' : JSON.stringify(event);
}

function raise(): never {
  throw new Error('Broken.');
}
