// The real capture path of the real browser; only what a person or the system would do is played.
import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { createSession } from '../../src/create-session.js';
import type { PartialTurnTaking } from '../../src/core/settings/options.js';
import { localAvatar } from '../../src/providers/local.js';
import type { Session } from '../../src/session/session-types.js';
import { end } from '../engine.js';

const { mediaDevices } = navigator;
const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
const query = navigator.permissions.query.bind(navigator.permissions);
const BrowserContext = globalThis.AudioContext;

const sessions: Session[] = [];
const devices: MediaStreamTrack[] = [];
const asked: MediaStreamConstraints[] = [];

/** Devices open as in the browser, and are known. */
function plugIn(): void {
  mediaDevices.getUserMedia = async (constraints = {}) => {
    asked.push(constraints);
    const stream = await getUserMedia(constraints);
    devices.push(...stream.getAudioTracks());
    return stream;
  };
}

function failWith(error: Error): void {
  mediaDevices.getUserMedia = () => Promise.reject(error);
}

function newSession(turnTaking: PartialTurnTaking = {}): Session {
  const pushToTalkPolicy = { releaseTailMs: 0, ...turnTaking.pushToTalkPolicy };
  const session = createSession({
    provider: localAvatar({ thinkMs: 0, reply: () => null }),
    turnTaking: { mode: 'push-to-talk', ...turnTaking, pushToTalkPolicy },
  });
  sessions.push(session);
  return session;
}

async function connected(turnTaking: PartialTurnTaking = {}): Promise<Session> {
  const session = newSession(turnTaking);
  await session.connect();
  return session;
}

const isOpen = (session: Session): Promise<void> => waitUntil(() => session.state.microphone === 'open');
const hasFailed = (session: Session): Promise<void> =>
  waitUntil(() => ['failed', 'lost'].includes(session.state.microphone), '', { timeout: 10_000 });

/** What people were told, newest last. */
function told(session: Session): string[] {
  return [...session.log].flatMap(({ effects }) =>
    effects.flatMap((effect) => {
      if (effect.type !== 'announce') return [];
      const { notice } = effect;
      return 'code' in notice
        ? [notice.code]
        : 'reason' in notice
          ? [`${notice.type} ${notice.reason}`]
          : [notice.type];
    }),
  );
}

/** Speaks a turn; it counts only if the gate really was open, and is closed after it. */
async function speak(session: Session): Promise<void> {
  session.press();
  await waitUntil(() => session.state.phase === 'capturing' && session.meter.isGateOpen, '', { timeout: 5000 });
  session.release();
  await waitUntil(() => !session.meter.isGateOpen && session.state.turn === null);
}

beforeEach(plugIn);

afterEach(async () => {
  globalThis.AudioContext = BrowserContext;
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  mediaDevices.getUserMedia = getUserMedia;
  navigator.permissions.query = query;
  for (const name of ['featurePolicy']) Reflect.deleteProperty(document, name);
  devices.length = asked.length = 0;
});

describe('promise 22: microphone errors', () => {
  const cases: [string, Error][] = [
    ['microphone-denied', new DOMException('Permission denied', 'NotAllowedError')],
    ['microphone-dismissed', new DOMException('Permission dismissed', 'NotAllowedError')],
    ['microphone-header', new DOMException('Not allowed here', 'SecurityError')],
    ['microphone-not-found', new DOMException('Requested device not found', 'NotFoundError')],
    ['microphone-busy', new DOMException('Could not start audio source', 'NotReadableError')],
    ['microphone-busy', new DOMException('Starting failed', 'AbortError')],
    ['microphone-constraint', Object.assign(new DOMException('', 'OverconstrainedError'), { constraint: 'deviceId' })],
    ['microphone-insecure', new TypeError('getUserMedia is not available')],
  ];

  for (const [code, error] of cases) {
    it(`says ${code} for ${error.name}, and works again by pressing, without a reload`, async () => {
      failWith(error);
      const session = await connected();
      await hasFailed(session);
      expect(told(session)).to.deep.equal([code]);
      session.press();
      await hasFailed(session);
      expect(told(session).slice(-3)).to.have.members([
        code,
        'turn-discarded microphone-unavailable',
        'press-refused microphone-unavailable',
      ]);
      session.release();
      plugIn();
      await speak(session);
    });
  }

  it('asks nobody on an insecure page', async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'isSecureContext')!;
    Object.defineProperty(globalThis, 'isSecureContext', { configurable: true, value: false });
    try {
      const session = await connected();
      await hasFailed(session);
      expect(told(session)).to.deep.equal(['microphone-insecure']);
      expect(asked).to.deep.equal([]);
    } finally {
      Object.defineProperty(globalThis, 'isSecureContext', own);
    }
  });

  it('takes another device in place of a chosen one that is gone, and says so', async () => {
    const session = await connected();
    await isOpen(session);
    const switching = session.setMicrophone('gone');
    await switching;
    expect(told(session)).to.deep.equal(['microphone-constraint']);
    expect(asked.map(({ audio }) => (audio as MediaTrackConstraints).deviceId)).to.deep.equal([
      undefined,
      { exact: 'gone' },
      undefined,
    ]);
    await speak(session);
  });
});

describe('promise 21: a page that may not use the microphone', () => {
  it('names the policy, and asks nobody', async () => {
    Object.defineProperty(document, 'featurePolicy', { configurable: true, value: { allowsFeature: () => false } });
    const session = await connected();
    await hasFailed(session);
    expect(told(session)).to.deep.equal(['microphone-header']);
    const [error] = [...session.log].flatMap(({ event }) => (event.type === 'microphone-failed' ? [event] : []));
    expect(error?.message).to.contain('Permissions-Policy');
    expect(asked).to.deep.equal([]);
  });
});

describe('promise 18: a microphone asked for too early, or lit after the end', () => {
  it('is not asked for before there is a connection', async () => {
    newSession();
    await aTimeout(50);
    expect(asked).to.deep.equal([]);
  });

  it('is not asked for before the first press where the policy says so', async () => {
    const session = await connected({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } });
    await aTimeout(50);
    expect(asked).to.deep.equal([]);
    await speak(session);
    expect(asked).to.have.length(1);
  });

  it('is given back at the end, also while it is held', async () => {
    const session = await connected();
    await isOpen(session);
    session.press();
    await session.disconnect();
    expect(devices.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
  });

  it('is given back when the permission comes after the end', async () => {
    let grant!: () => void;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    const open = mediaDevices.getUserMedia;
    mediaDevices.getUserMedia = async (constraints) => {
      await granted;
      return open(constraints);
    };
    const session = await connected();
    session.press();
    await session.close();
    grant();
    await waitUntil(() => devices.length === 1 && devices[0]?.readyState === 'ended');
  });
});

describe('promise 1: a release before the microphone is open', () => {
  it('makes no turn of a press that is over when the permission comes, and leaves the gate closed', async () => {
    let grant!: () => void;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    const open = mediaDevices.getUserMedia;
    mediaDevices.getUserMedia = async (constraints) => {
      await granted;
      return open(constraints);
    };
    const session = await connected();
    session.press('pointer');
    session.release('pointer');
    grant();
    await isOpen(session);
    await waitUntil(() => session.state.isSoundFlowing);
    expect(session.meter.isGateOpen).to.be.false;
    expect(session.state.turn).to.be.null;
    expect(told(session)).to.not.include('turn-started');
  });
});

describe('promise 17: a device that goes away', () => {
  it('ends the turn with what was said, says so, and opens another one', async () => {
    const session = await connected();
    await isOpen(session);
    session.press();
    await waitUntil(() => session.meter.isGateOpen);
    end(devices[0]!);
    await waitUntil(() => session.state.turn === null);
    // What the worklet says of it is a message away.
    await waitUntil(() => !session.meter.isGateOpen);
    expect(told(session)).to.include.members(['turn-ended unplugged', 'microphone-unplugged']);
    await isOpen(session);
    expect(devices.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'live']);
    session.interrupt();
    await speak(session);
  });

  it('says so when no other is left', async () => {
    const session = await connected();
    await isOpen(session);
    failWith(new DOMException('Requested device not found', 'NotFoundError'));
    end(devices[0]!);
    await hasFailed(session);
    await waitUntil(() => told(session).includes('microphone-not-found'));
    expect(told(session)).to.deep.equal(['microphone-unplugged', 'microphone-not-found']);
  });

  it('says so when it sends nothing but digital silence', async () => {
    const silent = new AudioContext();
    mediaDevices.getUserMedia = () => Promise.resolve(silent.createMediaStreamDestination().stream);
    const session = await connected();
    await isOpen(session);
    await waitUntil(() => told(session).includes('microphone-silent'), '', { timeout: 15_000 });
    expect(session.state.isSoundFlowing).to.be.false;
    await silent.close();
  });

  it('says that the permission was taken back, asks for no other, and comes back by a press', async () => {
    const session = await connected();
    await isOpen(session);
    navigator.permissions.query = () => Promise.resolve({ state: 'denied' } as PermissionStatus);
    end(devices[0]!);
    await hasFailed(session);
    expect(told(session)).to.deep.equal(['microphone-withdrawn']);
    expect(asked).to.have.length(1);
    navigator.permissions.query = query;
    await speak(session);
  });
});

describe('promise 16: a phone call, a page in the background', () => {
  let context: AudioContext;

  /** A browser that keeps audio switched off for as long as it likes. */
  function sleepy(): { wake: () => void } {
    let isAsleep = true;
    globalThis.AudioContext = class extends BrowserContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        // eslint-disable-next-line @typescript-eslint/no-this-alias -- The test suspends it like the system would.
        context = this;
      }
      override get state(): AudioContextState {
        return isAsleep ? 'suspended' : super.state;
      }
      override resume(): Promise<void> {
        return isAsleep ? new Promise<void>(() => {}) : super.resume();
      }
    };
    return { wake: () => void (isAsleep = false) };
  }

  it('hangs nothing on a browser that never resumes, says so in time, and works by a later press', async () => {
    const { wake } = sleepy();
    const session = await connected();
    session.press();
    await hasFailed(session);
    expect(told(session)).to.include.members(['microphone-suspended', 'press-refused microphone-unavailable']);
    expect(devices.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
    session.release();
    wake();
    await speak(session);
  });

  it('closes everything when the system stops the audio, and opens it again by a press', async () => {
    const { wake } = sleepy();
    wake();
    const session = await connected();
    await isOpen(session);
    session.press();
    await waitUntil(() => session.meter.isGateOpen);
    await context.suspend();
    await hasFailed(session);
    expect(told(session)).to.include.members(['turn-ended unplugged', 'microphone-suspended']);
    expect(devices.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
    await waitUntil(() => session.state.stop === null);
    session.interrupt();
    await speak(session);
  });
});

describe('promise 31: two conversations on a page', () => {
  it('have one open microphone between them, and a press takes it back', async () => {
    const [first, second] = [await connected(), newSession()];
    await isOpen(first);
    await second.connect();
    await isOpen(second);
    await hasFailed(first);
    expect(told(first)).to.deep.equal(['microphone-taken']);
    expect(devices.filter(({ readyState }) => readyState === 'live')).to.have.length(1);
    await speak(first);
    await hasFailed(second);
    expect(told(second)).to.deep.equal(['microphone-taken']);
    expect(devices.filter(({ readyState }) => readyState === 'live')).to.have.length(1);
    await speak(second);
  });
});
