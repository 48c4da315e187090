// What befalls a session from outside, for the random gestures; runs in the page, before its first conversation.

/** `any` picks one of a list, `chance` gives 0 to 1; `contexts` are the page's AudioContexts, newest last. */
export function mishapsOf({ any, chance, contexts }) {
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
      throw new TypeError('Made to fail.');
    },
    () => Promise.reject(new Error('Made to fail.')),
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
    /** The provider does as it is told from now on. */
    tame: () => (isWild = false),
    /** With their weights; `emit` says something as the provider would. */
    gestures: (emit) => [
      [4, suspend],
      [2, () => workers.at(-1)?.terminate()],
      [10, () => (isWild = chance() < 0.5)],
      [10, () => emit(nonsense())],
    ],
  };
}
