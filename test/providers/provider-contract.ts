import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import type { AvatarOutput } from '../../src/audio/avatar-output.js';
import { AvatarPttError } from '../../src/core/error.js';
import { DEFAULT_TURN_TAKING } from '../../src/core/settings/merge-turn-taking.js';
import type { BackendEvent } from '../../src/core/machine/turn-events.js';
import type { Provider, ProviderContext } from '../../src/providers/provider.js';

// Longer than the session waits for anything but a connection.
const BOUND_MS = 6000;
const HZ = 48_000;

/** What a provider is given, and what came of it. */
export interface Backstage {
  readonly context: ProviderContext;
  /** What it said; its wire apart. */
  readonly events: BackendEvent[];
  /** Raw messages, sent and received, in order. */
  readonly wire: unknown[];
  /** What was played and stopped, in order. */
  readonly heard: (Float32Array | 'stop')[];
  /** Gives the connection up. */
  readonly abort: () => void;
  typesOf(turnId: number): string[];
  ofType(type: string): object[];
  completed(turnId: number): Promise<void>;
}

/** A context without a session: a silent track, and an output that plays in no time. */
export function backstage(output: Partial<AvatarOutput> = {}): Backstage {
  const events: BackendEvent[] = [];
  const wire: unknown[] = [];
  const heard: (Float32Array | 'stop')[] = [];
  const giveUp = new AbortController();
  const context: ProviderContext = {
    emit: (event, raw) => {
      if (event.type !== 'wire-message') events.push(event);
      if (raw !== undefined) wire.push(raw);
    },
    microphoneTrack: silentTrack,
    output: {
      playSamples: (samples, _sampleRate, { onAudible } = {}) => {
        heard.push(samples);
        onAudible?.();
        return Promise.resolve();
      },
      playStream: () => Promise.resolve(),
      stop: () => void heard.push('stop'),
      duck: () => {},
      heardElsewhere: () => {},
      level: () => 0,
      ...output,
    },
    mode: 'push-to-talk',
    turnTaking: { ...DEFAULT_TURN_TAKING, mode: 'push-to-talk' },
    smartTurn: DEFAULT_TURN_TAKING.customTurnDetection,
    vad: null,
    isServerSttOn: false,
    signal: giveUp.signal,
  };
  const typesOf = (turnId: number): string[] =>
    events.flatMap((event) => ('turnId' in event && event.turnId === turnId ? [event.type] : []));
  return {
    context,
    events,
    wire,
    heard,
    abort: () => {
      giveUp.abort();
    },
    typesOf,
    ofType: (type) => events.filter((event) => event.type === type),
    completed: (turnId) => waitUntil(() => typesOf(turnId).includes('turn-completed')),
  };
}

/** Whether it ends in time: resolved, or rejected in the words of the package. */
export async function endOf(promise: Promise<unknown>): Promise<'resolved' | 'rejected'> {
  const end = promise.then(
    () => 'resolved' as const,
    (error: unknown) => {
      expect(error).to.be.instanceOf(AvatarPttError);
      return 'rejected' as const;
    },
  );
  const late = aTimeout(BOUND_MS).then(() => 'late' as const);
  const first = await Promise.race([end, late]);
  if (first === 'late') throw new Error(`Neither resolved nor rejected within ${BOUND_MS} ms.`);
  return first;
}

/** One turn with 100 ms of sound, from the start to the acknowledged stop. */
export async function sayTurn(provider: Provider, turnId: number, isDiscarded = false): Promise<void> {
  await provider.setServerStt?.(true);
  await provider.startTurn(turnId);
  const samples = Float32Array.from({ length: HZ / 10 }, (_, i) => Math.sin(i / 10) / 2);
  provider.receiveAudio?.({ turnId, samples, sampleRate: HZ, startMs: 1000 });
  await provider.stopTurn(turnId, { isDiscarded, endMs: 1100 });
  await provider.setServerStt?.(false);
}

/** One turn without a sound. */
export async function silentTurn(provider: Provider, turnId: number, isDiscarded = false): Promise<void> {
  await provider.startTurn(turnId);
  await provider.stopTurn(turnId, { isDiscarded, endMs: Infinity });
}

/** What every backend promises, whatever is behind it. `makeProvider` makes a fresh one that can connect. */
export function describeProvider(name: string, makeProvider: () => Provider | Promise<Provider>): void {
  describe(`the provider contract: ${name}`, () => {
    let provider: Provider;
    let stage: Backstage;
    beforeEach(async () => {
      provider = await makeProvider();
      stage = backstage();
    });
    afterEach(async () => {
      stage.abort();
      await provider.disconnect();
    });

    const isReady = (): Promise<void> =>
      waitUntil(() => stage.events.some(({ type }) => type === 'avatar-ready'), 'avatar-ready', { timeout: BOUND_MS });
    const joined = async (): Promise<void> => {
      await provider.connect(stage.context);
      await isReady();
    };

    it('has a name, and each capability is there or absent', () => {
      expect(provider.name).to.match(/^[a-z][\w.-]*$/);
      const optional = ['setServerStt', 'interrupt', 'sendText', 'setMode', 'applyTurnTaking', 'receiveAudio'] as const;
      for (const capability of optional) expect(typeof provider[capability]).to.be.oneOf(['function', 'undefined']);
    });

    it('connects, and says when the avatar is ready', joined);

    it('takes commands, and acknowledges each in time', async () => {
      await joined();
      expect(await endOf(sayTurn(provider, 1))).to.equal('resolved');
      for (const command of [
        provider.setMode?.('hands-free'),
        provider.applyTurnTaking?.(stage.context.turnTaking),
        provider.interrupt?.(),
        provider.sendText?.('Hello.'),
      ]) {
        expect(await endOf(command ?? Promise.resolve())).to.equal('resolved');
      }
    });

    it('ends a turn of its own with an event that names it', async () => {
      await joined();
      await sayTurn(provider, 7);
      const isOver = (): boolean =>
        stage.typesOf(7).some((type) => ['turn-completed', 'no-response', 'moderation-blocked'].includes(type));
      await waitUntil(isOver, 'the end of the turn', { timeout: 20_000 });
    });

    it('answers nothing to a discarded turn', async () => {
      await joined();
      await sayTurn(provider, 1, true);
      await aTimeout(300);
      expect(stage.typesOf(1)).to.deep.equal([]);
      expect(stage.heard.filter((sound) => sound !== 'stop')).to.deep.equal([]);
    });

    it('reports nothing any more of an answer that was interrupted', async () => {
      if (!provider.interrupt) return;
      await joined();
      await sayTurn(provider, 1);
      await provider.interrupt();
      const before = stage.typesOf(1).length;
      await aTimeout(800);
      expect(stage.typesOf(1).slice(before)).to.deep.equal([]);
    });

    it('leaves, twice if need be, and reports nothing after that', async () => {
      await joined();
      await sayTurn(provider, 1);
      stage.abort();
      expect(await endOf(provider.disconnect())).to.equal('resolved');
      const before = stage.events.length;
      expect(await endOf(provider.disconnect())).to.equal('resolved');
      await aTimeout(800);
      expect(stage.events.slice(before)).to.deep.equal([]);
    });

    it('leaves before it ever connected', async () => {
      expect(await endOf(provider.disconnect())).to.equal('resolved');
    });

    it('ends what is under way when the connection is given up', async () => {
      await joined();
      const command = endOf(provider.startTurn(1));
      stage.abort();
      await endOf(provider.disconnect());
      await command;
    });

    it('connects again after it left', async () => {
      await joined();
      stage.abort();
      await provider.disconnect();
      stage = backstage();
      await joined();
      expect(await endOf(sayTurn(provider, 2))).to.equal('resolved');
    });
  });
}

function silentTrack(): Promise<MediaStreamTrack> {
  const [track] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  return track ? Promise.resolve(track) : Promise.reject(new Error('No track.'));
}
