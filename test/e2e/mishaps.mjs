// What befalls a session from outside, for the random gestures; runs in the page, before its first conversation.

const DELIBERATE = 'Made to fail.';

/**
 * `any` picks one of a list, `chance` gives 0 to 1; `contexts` are the page's AudioContexts and `devices` the microphones
 * that were opened, newest last.
 */
export function mishapsOf({ any, chance, contexts, devices }) {
  const { kill, deaths } = mortalWorklets();
  const workers = [];
  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      workers.push(this);
    }
  };
  let isWild = false;

  const suspend = () => {
    const context = contexts.at(-1);
    if (context?.state !== 'running') return;
    // Closed meanwhile, it neither stands still nor goes on.
    const isOver = () => undefined;
    context.suspend().catch(isOver);
    setTimeout(() => context.state !== 'closed' && context.resume().catch(isOver), any([0, 5, 50]));
  };

  const liveDevice = () => devices.findLast(({ readyState }) => readyState === 'live');
  const unplug = () => liveDevice()?.dispatchEvent(new Event('ended'));
  const change = () => navigator.mediaDevices.dispatchEvent(new Event('devicechange'));

  // As long as the sound stays away, nobody is heard; a device that is closed meanwhile tells nobody.
  const mute = () => {
    const device = liveDevice();
    device?.dispatchEvent(new Event('mute'));
    setTimeout(() => device?.dispatchEvent(new Event('unmute')), any([0, 5, 50]));
  };

  const nonsense = () =>
    any([
      null,
      undefined,
      'turn-completed',
      {},
      { type: 'avatar-thinking' },
      { type: 'press', source: 'app' },
      { type: 'turn-completed', turnId: 'the last' },
      { type: 'avatar-speech-stopped', turnId: NaN },
      { type: 'transcript', role: 'nobody', text: 7 },
      { type: 'session-error' },
      { type: 'usage-limit', message: {} },
    ]);

  const failures = [
    () => {
      throw new TypeError(DELIBERATE);
    },
    () => Promise.reject(new Error(DELIBERATE)),
    // Nobody promised that it is an Error.
    () => Promise.reject(undefined),
    () => Promise.reject('a text'),
    () => 'no promise',
    () => new Promise((resolve) => setTimeout(resolve, 20)),
  ];

  /** The provider, every third of whose commands fails in some way while it is wild. */
  const wild = (provider) =>
    Object.fromEntries(
      Object.entries(provider).map(([name, member]) => {
        // Whether a conversation begins and ends is not what is tried here.
        if (typeof member !== 'function' || ['connect', 'disconnect'].includes(name)) return [name, member];
        // Nobody waits for what is made of a piece of sound, so it can only throw.
        const fails = name === 'receiveAudio' ? failures.slice(0, 1) : failures;
        return [name, (...given) => (isWild && chance() < 0.3 ? any(fails)() : member(...given))];
      }),
    );

  return {
    wild,
    /** How many worklets have died so far. */
    deaths,
    /** The provider does as it is told from now on. */
    tame: () => (isWild = false),
    /** With their weights; `emit` says something as the provider would. */
    gestures: (emit) => [
      [4, suspend],
      [10, unplug],
      [6, change],
      [4, mute],
      [2, () => workers.at(-1)?.terminate()],
      [2, kill],
      [10, () => (isWild = chance() < 0.5)],
      [10, () => emit(nonsense())],
    ],
  };
}

/** `kill` makes the newest audio worklet throw, as a fault in it would; from then on it is silent for good. */
function mortalWorklets() {
  // It says so itself: some versions of Chromium fire no `processorerror`.
  const mortal = `
    const { registerProcessor: register } = globalThis;
    globalThis.registerProcessor = (name, Processor) =>
      register(name, class extends Processor {
        #deathPort = null;
        constructor(options) {
          super(options);
          this.port.addEventListener('message', ({ data }) => (this.#deathPort ??= data.deathPort));
        }
        process(...given) {
          if (!this.#deathPort) return super.process(...given);
          this.#deathPort.postMessage(null);
          throw new Error('${DELIBERATE}');
        }
      });`;
  const url = URL.createObjectURL(new Blob([mortal], { type: 'text/javascript' }));
  const { addModule } = AudioWorklet.prototype;
  AudioWorklet.prototype.addModule = async function (...given) {
    await addModule.call(this, url);
    return addModule.apply(this, given);
  };
  let newest = null;
  let deaths = 0;
  const keep = (node) => (newest = node);
  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(...given) {
      super(...given);
      keep(this);
    }
  };
  const kill = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => deaths++;
    newest?.port.postMessage({ deathPort: port2 }, [port2]);
  };
  return { kill, deaths: () => deaths };
}
