import { expect } from '@open-wc/testing';
import { INITIAL_ENDPOINTING, foldFrame, volumeOf, withTurn } from '../../../src/core/endpointing/endpointing.js';
import { Listening, frames, inWords, settings, turnsIn } from '../frames.js';

const one = settings({ stopSecs: 1 });

describe('foldFrame, telling speech from silence', () => {
  const edgesIn = (drawing: string, vad = {}): unknown =>
    new Listening().hear(frames(drawing, 100), settings(null, vad)).edges;

  it('confirms speech of startSecs, from its onset', () => {
    expect(edgesIn('...#')).to.deep.equal([]);
    expect(edgesIn('...##')).to.deep.equal([{ type: 'speech-started', onsetMs: 300 }]);
  });

  it('confirms at once when startSecs is 0', () => {
    expect(edgesIn('...#', { startSecs: 0 })).to.deep.equal([{ type: 'speech-started', onsetMs: 300 }]);
  });

  it('takes a cough for a misfire', () => {
    expect(edgesIn('...#..')).to.deep.equal([{ type: 'speech-misfire', onsetMs: 300, endMs: 400 }]);
  });

  it('adds up speech over gaps shorter than stopSecs', () => {
    expect(edgesIn('#.#')).to.deep.equal([{ type: 'speech-started', onsetMs: 0 }]);
  });

  it('ends speech after stopSecs of silence, at its last sound', () => {
    expect(edgesIn('##.')).to.have.length(1);
    expect(edgesIn('##..')).to.deep.include({ type: 'speech-ended', endMs: 200 });
  });

  for (const [name, probability, volume, isSpeech] of [
    ['sure and loud', 0.7, 0.6, true],
    ['unsure', 0.69, 1, false],
    ['quiet', 1, 0.59, false],
    ['broken', NaN, NaN, false],
  ] as const) {
    it(`takes a ${name} frame for ${isSpeech ? 'speech' : 'silence'}`, () => {
      const frame = { startMs: 0, endMs: 300, probability, volume };
      expect(foldFrame(INITIAL_ENDPOINTING, frame, one, () => {}).speech).to.equal(isSpeech ? 'speaking' : 'quiet');
    });
  }
});

describe('foldFrame, ending turns', () => {
  // Name, hop, drawing, settings, the turns in it.
  const TABLE: readonly [string, number, string, ReturnType<typeof settings>, string[]][] = [
    ['ends after stopSecs of silence', 10, '.20 #50 .100', one, ['200-1700 stop-secs']],
    ['ends at the same place in longer hops', 32, '.10 #20 .40', one, ['320-1960 stop-secs']],
    ['waits for the whole of stopSecs', 10, '#50 .99', one, []],
    ['ends at 3 s by default', 32, '#10 .94', settings({}), ['0-3320 stop-secs']],
    ['keeps the turn over a pause that is shorter', 10, '#50 .99 #50 .100', one, ['0-2990 stop-secs']],
    ['keeps the turn over many pauses', 32, '#20 .20 #20 .20 #20 .40', one, ['0-4200 stop-secs']],
    ['makes no turn of a cough', 10, '.50 #10 .200', one, []],
    ['is not kept open by a cough in the pause', 10, '#50 .50 #10 .90', one, ['0-1500 stop-secs']],
    ['caps who goes on', 100, '#30', settings({ maxDurationSecs: 2 }), ['0-2000 max-duration']],
    ['caps inside a hop', 32, '#40', settings({ maxDurationSecs: 1 }), ['0-1000 max-duration']],
    [
      'caps before a silence that would end it later',
      100,
      '#9 .9',
      settings({ stopSecs: 1, maxDurationSecs: 1 }),
      ['0-1000 max-duration'],
    ],
    [
      'goes on from the cap',
      100,
      '#25 .10',
      settings({ stopSecs: 1, maxDurationSecs: 2 }),
      ['0-2000 max-duration', '2000-3500 stop-secs'],
    ],
    [
      'caps the next turn too',
      100,
      '#45',
      settings({ maxDurationSecs: 2 }),
      ['0-2000 max-duration', '2000-4000 max-duration'],
    ],
    [
      'counts the cap from before the onset',
      100,
      '.10 #20',
      settings({ maxDurationSecs: 2, preSpeechMs: 500 }),
      ['500-2500 max-duration'],
    ],
    [
      'never reaches before the first sample',
      100,
      '.2 #5 .10',
      settings({ stopSecs: 1, preSpeechMs: 500 }),
      ['0-1700 stop-secs'],
    ],
    ['takes two sentences as two turns', 100, '#5 .12 #5 .12', one, ['0-1500 stop-secs', '1700-3200 stop-secs']],
    ['ends nothing while detection is off', 100, '#99 .99', settings(null), []],
    [
      'ends by a stopSecs below the one of speech',
      10,
      '#50 .30',
      settings({ stopSecs: 0.1 }, { stopSecs: 0.5 }),
      ['0-600 stop-secs'],
    ],
  ];
  for (const [name, hopMs, drawing, rules, turns] of TABLE) {
    it(`${name}: ${drawing} at ${hopMs} ms`, () => {
      expect(turnsIn(drawing, hopMs, rules)).to.deep.equal(turns);
    });
  }

  it('says that speech has ended before it ends a turn in the midst of it', () => {
    const { edges } = new Listening().hear(frames('#50 .10', 10), settings({ stopSecs: 0.1 }, { stopSecs: 0.5 }));
    expect(edges.map(({ type }) => type)).to.deep.equal(['speech-started', 'speech-ended', 'turn-ended']);
  });

  it('counts the silence of a turn that starts in silence from its start', () => {
    const listening = new Listening().hear(frames('#50 .300', 10), settings(null)).open(3500);
    expect(inWords(listening.hear(frames('.150', 10, 3500), one))).to.deep.equal(['3500-4500 stop-secs']);
  });
});

describe('foldFrame, when someone speaks again just before the boundary', () => {
  const upTo = (drawing: string): Listening => new Listening().hear(frames(drawing, 10), one);

  it('waits at the boundary', () => {
    expect(inWords(upTo('#50 .95 #10'))).to.deep.equal([]);
  });

  it('keeps the turn when it was speech', () => {
    expect(inWords(upTo('#50 .95 #20 .80'))).to.deep.equal([]);
    expect(inWords(upTo('#50 .95 #20 .100'))).to.deep.equal(['0-2650 stop-secs']);
  });

  it('ends it where it would have ended when it was a cough', () => {
    expect(inWords(upTo('#50 .95 #10 .20'))).to.deep.equal(['0-1500 stop-secs']);
  });

  it('does not wait for speech that begins at the boundary', () => {
    expect(inWords(upTo('#50 .100 #1'))).to.deep.equal(['0-1500 stop-secs']);
  });

  it('does not wait beyond the cap', () => {
    const rules = settings({ stopSecs: 1, maxDurationSecs: 2 }, { startSecs: 2, stopSecs: 0.3 });
    const listening = new Listening().open(0).hear(frames('.95 #5 .20 #5 .20 #5 .20 #5', 10), rules);
    expect(inWords(listening)).to.deep.equal([]);
    listening.hear(frames('.20 #5 .10', 10, 1750), rules);
    expect(inWords(listening)).to.deep.equal(['0-2000 max-duration']);
  });
});

describe('foldFrame, when a setting changes during the turn', () => {
  const start = (drawing: string, rules = one): Listening => new Listening().hear(frames(drawing, 10), rules);

  it('ends later when stopSecs is raised', () => {
    const listening = start('#50 .90').hear(frames('.200', 10, 1400), settings({ stopSecs: 2 }));
    expect(inWords(listening)).to.deep.equal(['0-2500 stop-secs']);
  });

  it('ends at once, in the silence that has been, when stopSecs is lowered', () => {
    const listening = start('#50 .90').hear(frames('.1', 10, 1400), settings({ stopSecs: 0.5 }));
    expect(inWords(listening)).to.deep.equal(['0-1000 stop-secs']);
  });

  it('lets the turn go on when the cap is raised', () => {
    const rules = settings({ maxDurationSecs: 2 });
    const listening = start('#150', rules).hear(frames('#200', 10, 1500), settings({ maxDurationSecs: 3 }));
    expect(inWords(listening)).to.deep.equal(['0-3000 max-duration']);
  });

  it('ends at the change, and takes back nothing that was said, when the cap is lowered below it', () => {
    const listening = start('#300').hear(frames('#1', 10, 3000), settings({ stopSecs: 1, maxDurationSecs: 2 }));
    expect(inWords(listening)).to.deep.equal(['0-3000 max-duration']);
  });

  it('caps at the new cap when that is still ahead', () => {
    const listening = start('#300').hear(frames('#200', 10, 3000), settings({ stopSecs: 1, maxDurationSecs: 4 }));
    expect(inWords(listening)).to.deep.equal(['0-4000 max-duration']);
  });

  for (const before of ['', '#10']) {
    it(`takes back nothing that was said while detection was off (${before || 'from the start'})`, () => {
      const listening = start(before).open(0);
      const saidMs = before === '' ? 0 : 100;
      listening.hear(frames('#2000', 10, saidMs), settings(null)).hear(frames('#1', 10, saidMs + 20_000), one);
      expect(inWords(listening)).to.deep.equal([`0-${saidMs + 20_000} max-duration`]);
    });
  }

  it('ends nothing from the moment detection is switched off', () => {
    expect(inWords(start('#50 .90').hear(frames('.500', 10, 1400), settings(null)))).to.deep.equal([]);
  });
});

describe('withTurn', () => {
  it('gives the same state when nothing changes', () => {
    expect(withTurn(INITIAL_ENDPOINTING, null)).to.equal(INITIAL_ENDPOINTING);
    const open = withTurn(INITIAL_ENDPOINTING, 500);
    expect(withTurn(open, 500)).to.equal(open);
  });

  it('forgets the turn that the application ended', () => {
    const listening = new Listening().hear(frames('#50', 10), one);
    listening.state = withTurn(listening.state, null);
    expect(inWords(listening.hear(frames('.200', 10, 500), one))).to.deep.equal([]);
  });
});

describe('volumeOf', () => {
  for (const [dbfs, volume] of [
    [-50, 0.603],
    [-10, 1],
    [0, 1],
    [-110.3, 0],
    [-Infinity, 0],
  ] as const) {
    it(`is ${volume} at ${dbfs} dBFS`, () => {
      expect(volumeOf(10 ** (dbfs / 20))).to.be.closeTo(volume, 1e-9);
    });
  }
});
