import { expect } from '@open-wc/testing';
import { analysisSource } from '../../src/session/hearing.js';
import { registerTurnAnalyzer, type PauseSound, type TurnAnalyzer } from '../../src/session/turn-analyzers.js';
import { Stage, later, settled } from './stand-ins.js';

let names = 0;

/** A new name for each test, because a name is registered for good. */
const newName = (): string => `stand-in-${++names}`;

/** A hands-free conversation with that analyzer; silence alone would end a turn after a second. */
async function conversing(analyzer: string): Promise<Stage> {
  const customTurnDetection = { analyzer, stopSecs: 1 };
  const stage = await new Stage({ mode: 'hands-free', turnDetection: 'custom', customTurnDetection }).joined();
  // What is loaded on demand comes a little later.
  for (let i = 0; i < 50 && stage.session.analyzer === null; i++) await settled();
  await settled();
  return stage;
}

/** Frames of 100 ms, `#` speech and `.` silence, from `fromMs` on; each is handled before the next. */
async function hear({ audio }: Stage, drawing: string, fromMs = 0): Promise<void> {
  for (const [i, mark] of Array.from(drawing).entries()) {
    const startMs = fromMs + i * 100;
    audio.listener.frame({ startMs, endMs: startMs + 100, probability: mark === '#' ? 0.9 : 0, volume: 0.8 });
    await settled();
  }
}

function pausesOf({ records }: Stage): unknown[] {
  return records.flatMap(({ event }) => {
    if (event.type === 'pause-asked') return `asked ${event.askedMs}`;
    if (event.type === 'pause-answered') return `answered ${event.completeness}`;
    return event.type === 'turn-ended' ? `${event.reason} ${event.endMs}` : [];
  });
}

const judging = (judge: TurnAnalyzer['judge']) => (): TurnAnalyzer => ({ judge });

describe('Session.analyzer', () => {
  it('is null, and nobody is asked, while silence alone decides', async () => {
    const stage = await conversing('silence');
    await hear(stage, '#####...........');
    expect(stage.session.analyzer).to.equal(null);
    expect(pausesOf(stage)).to.deep.equal(['stop-secs 1500']);
  });

  it('asks about the sound of the turn up to the moment of asking, and ends the turn by the answer', async () => {
    const name = newName();
    const heard: PauseSound[] = [];
    registerTurnAnalyzer(
      name,
      judging((sound) => (heard.push(sound), 1)),
    );
    const stage = await conversing(name);
    await hear(stage, '#####...........');
    expect(stage.session.analyzer).to.deep.equal({ name, reason: '', progress: 1 });
    expect(pausesOf(stage)).to.deep.equal(['asked 700', 'answered 1', 'sounded-complete 800']);
    expect(heard).to.have.length(1);
    expect(heard[0]).to.include({ turnStartMs: 0, pauseMs: 500, askedMs: 700 });
    expect(heard[0]!.samples.length).to.equal(700 * 16);
  });

  it('gives no more than the last 8 s', async () => {
    const name = newName();
    const lengths: number[] = [];
    registerTurnAnalyzer(
      name,
      judging(({ samples }) => (lengths.push(samples.length), 0)),
    );
    const stage = await conversing(name);
    stage.session.setTurnTaking({ customTurnDetection: { maxDurationSecs: 30 } });
    await hear(stage, `${'#'.repeat(95)}....`);
    expect(lengths).to.deep.equal([8000 * 16]);
  });

  it('comes into force when it is registered later, and goes when nobody wants it', async () => {
    const name = newName();
    let closed = 0;
    const stage = await conversing(name);
    expect(stage.session.analyzer).to.include({
      name: 'silence',
      reason: `No turn analyzer is registered as "${name}".`,
    });
    registerTurnAnalyzer(name, () => ({
      judge: () => 1,
      close: () => {
        closed++;
      },
    }));
    await hear(stage, '###');
    expect(stage.session.analyzer).to.deep.equal({ name, reason: '', progress: 1 });
    await stage.session.setMode('push-to-talk');
    expect([closed, stage.session.analyzer]).to.deep.equal([1, null]);
  });

  it('tells how much is loaded, and that silence decides meanwhile', async () => {
    const name = newName();
    const loaded = later<TurnAnalyzer>();
    registerTurnAnalyzer(name, ({ onProgress }) => {
      onProgress(0.25);
      return loaded.promise;
    });
    const stage = await conversing(name);
    const reason = `The turn analyzer "${name}" is loading.`;
    expect(stage.session.analyzer).to.deep.equal({ name: 'silence', reason, progress: 0.25 });
    await hear(stage, '#####...........');
    expect(pausesOf(stage)).to.deep.equal(['asked 700', 'answered null', 'stop-secs 1500']);
    loaded.resolve({ judge: () => 1 });
    await settled();
    expect(stage.session.analyzer).to.deep.equal({ name, reason: '', progress: 1 });
  });

  it('is closed with the conversation, also when it was still loading', async () => {
    const name = newName();
    const loaded = later<TurnAnalyzer>();
    let closed = 0;
    registerTurnAnalyzer(name, () => loaded.promise);
    const stage = await conversing(name);
    await stage.session.disconnect();
    loaded.resolve({
      judge: () => 1,
      close: () => {
        closed++;
      },
    });
    await settled();
    expect([closed, stage.session.analyzer]).to.deep.equal([1, null]);
  });

  const MISTAKES: readonly [string, TurnAnalyzer['judge'], RegExp][] = [
    [
      'throws',
      () => {
        throw new Error('It broke.');
      },
      /failed\. It broke\./,
    ],
    ['rejects', () => Promise.reject(new Error('It broke.')), /failed\. It broke\./],
    ['answers NaN', () => NaN, /answered NaN, which is no number from 0 to 1/],
    ['answers 2', () => 2, /answered 2, which/],
    ['answers in words', () => 'yes' as unknown as number, /answered yes, which/],
    ['never answers', () => new Promise<number>(() => {}), /did not answer in time/],
  ];
  for (const [what, judge, reason] of MISTAKES) {
    it(`leaves the pause to silence and says why when the analyzer ${what}, and asks again in the next`, async () => {
      const name = newName();
      let isSound = false;
      registerTurnAnalyzer(
        name,
        judging((sound, signal) => (isSound ? 1 : judge(sound, signal))),
      );
      const stage = await conversing(name);
      await hear(stage, '#####...........');
      expect(pausesOf(stage).at(-1)).to.equal('stop-secs 1500');
      expect(stage.session.analyzer?.name).to.equal('silence');
      expect(stage.session.analyzer?.reason).to.match(reason);
      expect(stage.records.filter(({ event }) => event.type === 'analyzer-changed').length).to.be.at.least(2);
      isSound = true;
      stage.provider.context!.emit({ type: 'turn-completed', turnId: 1 });
      await hear(stage, '#####...........', 3000);
      expect(pausesOf(stage).at(-1)).to.equal('sounded-complete 3800');
      expect(stage.session.analyzer).to.deep.equal({ name, reason: '', progress: 1 });
    });
  }

  it('is judged by the analyzer of the documentation: the voice that trails off has finished', async () => {
    const page = await (await fetch('/docs/settings.md')).text();
    const code = /energyOf = [^]*?\n\}\)\);/.exec(page)![0];
    // Our own page, run as it stands there.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const register = new Function('registerTurnAnalyzer', `const ${code}`) as (r: typeof registerTurnAnalyzer) => void;
    register(registerTurnAnalyzer);
    const stage = await conversing('trailing-off');
    const voice = (fallsTo: number) => (fromMs: number, untilMs: number) => {
      const samples = Float32Array.from({ length: (untilMs - fromMs) * 16 }, (_, i) => {
        const ms = i / 16;
        return ms > 500 ? 0 : Math.sin(i / 4) * (ms < 200 ? 0.3 : fallsTo);
      });
      return Promise.resolve({ startMs: fromMs, sampleRate: 16_000, samples });
    };
    stage.audio.soundOf = voice(0.3);
    await hear(stage, '#####...........');
    stage.provider.context!.emit({ type: 'turn-completed', turnId: 1 });
    stage.audio.soundOf = voice(0.03);
    await hear(stage, '#####...........', 3000);
    const [even, falling] = stage.records.flatMap(({ event }) =>
      event.type === 'pause-answered' ? [event.completeness] : [],
    );
    expect(even).to.be.within(0, 0.1);
    expect(falling).to.be.within(0.9, 1);
  });

  it('says why an analyzer could not be loaded', async () => {
    const name = newName();
    registerTurnAnalyzer(name, () => Promise.reject(new Error('No network.')));
    const stage = await conversing(name);
    expect(stage.session.analyzer?.reason).to.equal(`The turn analyzer "${name}" could not be loaded. No network.`);
  });

  describe('whose own code is not there', () => {
    const { load } = analysisSource;
    let asked = 0;
    const fail = (): ReturnType<typeof load> => (asked++, Promise.reject(new Error('No network')));
    beforeEach(() => {
      asked = 0;
      analysisSource.load = fail;
    });
    afterEach(() => {
      analysisSource.load = load;
    });

    const registered = (): string => {
      const name = newName();
      registerTurnAnalyzer(
        name,
        judging(() => 1),
      );
      return name;
    };

    it('says so, and is asked for once more in each pause', async () => {
      const name = registered();
      const stage = await conversing(name);
      expect(stage.session.analyzer).to.include({ name: 'silence', progress: 0 });
      expect(stage.session.analyzer?.reason).to.match(/^No network\. Check the connection/);
      await hear(stage, '#####');
      expect(asked).to.equal(1);
      await hear(stage, '...........', 500);
      expect([asked, ...pausesOf(stage)]).to.deep.equal([2, 'asked 700', 'answered null', 'stop-secs 1500']);
      analysisSource.load = load;
      stage.provider.context!.emit({ type: 'turn-completed', turnId: 1 });
      await hear(stage, '#####...........', 3000);
      await settled();
      expect(stage.session.analyzer).to.deep.equal({ name, reason: '', progress: 1 });
      stage.provider.context!.emit({ type: 'turn-completed', turnId: 2 });
      await hear(stage, '#####...........', 6000);
      expect(pausesOf(stage).at(-1)).to.equal('sounded-complete 6800');
    });

    it('is asked for once more when another analyzer is', async () => {
      const stage = await conversing(registered());
      const name = registered();
      analysisSource.load = load;
      stage.session.setTurnTaking({ customTurnDetection: { analyzer: name } });
      await settled();
      await settled();
      expect([asked, stage.session.analyzer]).to.deep.equal([1, { name, reason: '', progress: 1 }]);
    });

    it('is nobody’s wish any more once silence is to decide', async () => {
      const stage = await conversing(registered());
      stage.session.setTurnTaking({ customTurnDetection: { analyzer: 'silence' } });
      expect([asked, stage.session.analyzer]).to.deep.equal([1, null]);
    });
  });

  it('says why there was nothing to judge', async () => {
    const name = newName();
    registerTurnAnalyzer(
      name,
      judging(() => 1),
    );
    const stage = await conversing(name);
    stage.audio.soundOf = () => Promise.resolve(null);
    await hear(stage, '#####...........');
    expect(stage.session.analyzer?.reason).to.contain('The sound of the pause is gone.');
  });

  it('tells an analyzer that nobody waits any more once the person has gone on', async () => {
    const name = newName();
    const signals: AbortSignal[] = [];
    registerTurnAnalyzer(
      name,
      judging((_, signal) => (signals.push(signal), new Promise<number>(() => {}))),
    );
    const stage = await conversing(name);
    await hear(stage, '#####...');
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false]);
    await hear(stage, '###', 800);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    expect(stage.session.analyzer).to.deep.equal({ name, reason: '', progress: 1 });
  });
});

describe('registerTurnAnalyzer', () => {
  for (const name of ['silence', '', 'My Analyzer']) {
    it(`refuses the name "${name}"`, () => {
      expect(() =>
        registerTurnAnalyzer(
          name,
          judging(() => 1),
        ),
      ).to.throw(/analyzer name is/);
    });
  }
});
