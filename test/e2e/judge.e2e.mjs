// `avatar-ptt judge`, as a project starts it in its own CI: on recordings, and on what only looks like one.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { STOP_SECS_GRID, tradeOff } from 'avatar-ptt/analysis';
import { analyzerFor } from '../../bin/judge/analyzer.mjs';
import { everySoOften } from '../../bin/judge/command.mjs';
import { readOptions } from '../../bin/judge/options.mjs';
import { curveOf } from '../../bin/judge/points.mjs';
import { readRecording } from '../../bin/judge/recording.mjs';
import { parseWav } from '../../bin/judge/wav.mjs';
import { joined, silence } from './sounds.mjs';
import { speech, writeWav } from './wav.mjs';

const fixture = (name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const command = fileURLToPath(new URL('../../bin/avatar-ptt.mjs', import.meta.url));
/** One sentence with pauses of 0.35 s and 0.38 s. */
const SENTENCE = fixture('speech.wav');
const FLAC = fixture('mfa/mfa_a.flac');
/** A person who pauses seven times for up to 2 s in 25 s, and only then is done. */
const PERSON = fixture('mfa/acoustic_corpus.wav');

const run = (...args) =>
  new Promise((resolve) => {
    execFile(process.execPath, [command, 'judge', ...args], (error, stdout, stderr) => {
      // On a busy machine it tells how far it is.
      resolve({ code: error?.code ?? 0, stdout, stderr: stderr.replace(/^\d+ of \d+: .*\n/gm, '') });
    });
  });

async function judged(...args) {
  const { code, stdout, stderr } = await run('--format', 'json', ...args);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('avatar-ptt judge', () => {
  let folder;
  let conversation;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    conversation = path.join(folder, 'conversation.wav');
    writeWav(conversation, joined(silence(0.5), speech(), silence(4), speech(), silence(0.5)));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('tells where a turn ends, and that nobody was cut off', async () => {
    const { summary, recordings } = await judged('--stop-secs', '1.5', SENTENCE);
    const { cutOffs, pauses, turns, delayMs } = summary;
    assert.deepEqual({ cutOffs, pauses, turns, delayMs }, { cutOffs: 0, pauses: 2, turns: 1, delayMs: 1500 });
    const [
      {
        turns: [turn],
        utterances: [utterance],
      },
    ] = recordings;
    assert.equal(turn.endMs, utterance.endMs + 1500);
    assert.deepEqual([turn.reason, turn.waitMs, turn.isCutOff], ['stop-secs', 1500, false]);
  });

  it('finds each pause at which a person is cut off, and prints it', async () => {
    const { stdout, code } = await run('--stop-secs', '0.36', SENTENCE);
    assert.equal(code, 0);
    assert.match(stdout, /^recording +turns +pauses +cut off +wait\n.*speech\.wav +2 +2 +1 \(50\.0 %\) +360 ms\n/);
    assert.match(stdout, / {2}cut off at 4\.26 s, 0\.36 s into a pause of 0\.38 s \(stop-secs\)\n/);
    assert.match(stdout, /\nSettings: stop-secs="0\.36"\n$/);
  });

  it('finds a turn that its longest length ends in the middle of speech', async () => {
    const { summary, recordings } = await judged('--max-duration-secs', '3', '--stop-secs', '1', SENTENCE);
    assert.equal(summary.capped, 1);
    assert.deepEqual(
      recordings[0].turns.map(({ reason, isCutOff, pause }) => [reason, isCutOff, pause]),
      [
        ['max-duration', true, null],
        ['stop-secs', false, null],
      ],
    );
  });

  it('draws the curve, of which people see what is worth its wait', async () => {
    const { curve, summary } = await judged('--curve', '--stop-secs', '0.36', SENTENCE);
    assert.equal(curve.length, 51);
    const { cutOffs, delayMs } = curve.find(({ stopSecs }) => stopSecs === 0.36);
    assert.deepEqual([cutOffs, delayMs], [summary.cutOffs, summary.delayMs]);
    const { stdout } = await run('--curve', '--stop-secs', '1', SENTENCE);
    assert.match(
      stdout,
      /\nstop-secs +cut off +wait\n0\.1 +2 \(100\.0 %\) +100 ms\n0\.4 +0 +400 ms\n1 +0 +1000 ms +in force\n$/,
    );
  });

  it('takes settings from a file, and each of them from the command line', async () => {
    const file = path.join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ customTurnDetection: { stopSecs: 0.3, preSpeechMs: 100 } }));
    const { settings, summary } = await judged('--settings', file, SENTENCE);
    assert.deepEqual([settings.customTurnDetection.preSpeechMs, summary.cutOffs], [100, 2]);
    const { summary: other } = await judged(
      '--settings',
      file,
      '--stop-secs',
      '0.36',
      '--vad-confidence',
      '0.6',
      SENTENCE,
    );
    assert.equal(other.cutOffs, 1);
  });

  it('takes a recording as one turn, or as a conversation of many', async () => {
    const one = await judged('--stop-secs', '1', conversation);
    assert.deepEqual([one.summary.turns, one.summary.cutOffs, one.recordings[0].utterances.length], [2, 1, 1]);
    const many = await judged('--stop-secs', '1', '--conversation', conversation);
    assert.deepEqual([many.summary.turns, many.summary.cutOffs, many.recordings[0].utterances.length], [2, 0, 2]);
    assert.equal(many.summary.pauses, one.summary.pauses - 1);
  });

  it('speaks the language of eot-bench', async () => {
    const { stdout } = await run('--format', 'eot', '--stop-secs', '0.36', SENTENCE);
    const { rows, operating_points: points, ...summary } = JSON.parse(stdout);
    assert.deepEqual(summary, {
      policy_type: 'vad',
      n_spans: 3,
      n_hold_spans: 2,
      n_eot_spans: 1,
      min_hold_span_duration: 0.2,
      max_hold_span_duration: 5,
      cutoff_rate: 0.5,
      mean_latency: 0.36,
      action_delay: 0.36,
      timeout: 0.36,
    });
    const least = { cutoff_rate: 0, mean_latency: 0.4, action_delay: 0.4, timeout: 0.4 };
    assert.deepEqual(points['5pct'], { cutoff_budget: 0.05, ...least });
    assert.deepEqual([rows.length, rows[0].id, rows[0].silence_spans.length], [1, SENTENCE, 3]);
  });

  it('fails a CI job above the limits that were set, and says which', async () => {
    const limits = (failAbove, waitAbove) =>
      run('--stop-secs', '0.36', '--fail-above', failAbove, '--wait-above', waitAbove, SENTENCE);
    const within = await limits('0.5', '360');
    assert.deepEqual([within.code, within.stderr], [0, '']);
    const beyond = await limits('0.49', '359');
    assert.equal(beyond.code, 2);
    assert.deepEqual(beyond.stderr.trim().split('\n'), [
      'Cut off at 50.0 % of the pauses; --fail-above allows 49.0 %.',
      'The wait is 360 ms; --wait-above allows 359 ms.',
    ]);
  });

  it('judges the others where one is no recording, names it, and fails', async () => {
    const cut = path.join(folder, 'cut.wav');
    writeFileSync(cut, readFileSync(SENTENCE).subarray(0, 10_000));
    const quiet = path.join(folder, 'quiet.wav');
    writeWav(quiet, silence(1));
    const none = path.join(folder, 'none.wav');
    const { code, stdout, stderr } = await run('--format', 'json', FLAC, cut, quiet, none, SENTENCE);
    assert.equal(code, 1);
    const said = stderr.trim().split('\n');
    assert.equal(said[0], `${FLAC} is FLAC, not WAV. Convert it: ffmpeg -i <file> out.wav`);
    assert.match(said[1], /cut\.wav ends too early: 9956 bytes of samples where \d+ should be\.$/);
    assert.match(said[2], /quiet\.wav has no speech in it that these settings hear\.$/);
    assert.match(said[3], /none\.wav is not there\.$/);
    const { recordings, unjudged } = JSON.parse(stdout);
    assert.deepEqual([recordings.length, unjudged.length], [1, 4]);
  });

  it('takes a folder as the WAV files in it', async () => {
    const place = path.join(folder, 'recordings');
    mkdirSync(place);
    for (const name of ['a.wav', 'b.WAV']) writeFileSync(path.join(place, name), readFileSync(SENTENCE));
    writeFileSync(path.join(place, 'a.txt'), '');
    const { recordings } = await judged(place);
    assert.deepEqual(
      recordings.map(({ file }) => path.basename(file)),
      ['a.wav', 'b.WAV'],
    );
  });

  it('stops with one line where the command itself is wrong', async () => {
    const { code, stdout, stderr } = await run('--stop-sec', '1', SENTENCE);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^Unknown option '--stop-sec'/);
  });

  it('prints no command for a terminal that a file holds', async () => {
    const file = path.join(folder, 'settings-of-another.json');
    writeFileSync(file, '\x1b[2J\n');
    const { code, stderr } = await run('--settings', file, SENTENCE);
    assert.equal(code, 1);
    assert.match(stderr, /^The settings in [^\p{Cc}]+\n$/u);
  });

  it('helps, and so does the command that it belongs to', async () => {
    const all = execFileSync(process.execPath, [command, '--help'], { encoding: 'utf8' });
    assert.match(all, /^avatar-ptt token-server .*\navatar-ptt judge /);
    const { code, stdout } = await run('--help');
    assert.equal(code, 0);
    assert.match(stdout, /^avatar-ptt judge .*--fail-above.*--stop-secs .*default 3\.\n/s);
  });
});

describe('readOptions', () => {
  for (const [args, message] of [
    [[], /^No recordings are given/],
    [['--stop-secs', '1,5', SENTENCE], '--stop-secs is "1,5"; allowed: a number from 0.1 to 10 s.'],
    [['--stop-secs', '', SENTENCE], '--stop-secs is ""; allowed: a number from 0.1 to 10 s.'],
    [['--smooth-interruption', 'yes', SENTENCE], '--smooth-interruption is "yes"; allowed: true or false.'],
    [['--format', 'xml', SENTENCE], '--format is "xml"; allowed: table, json, eot.'],
    [['--fail-above', '10', SENTENCE], '--fail-above is "10"; allowed: a number from 0 to 1.'],
    [['--channel', '1.5', SENTENCE], '--channel is "1.5"; allowed: a whole number from 1 to 64.'],
    [['--settings', FLAC, SENTENCE], /^The settings in .*mfa_a\.flac can't be used: /],
    [['--turn-detection', 'disabled', SENTENCE], 'With turn-detection="disabled" no turn ends by itself.'],
  ]) {
    it(`refuses ${args.slice(0, 2).map(shown).join(' ') || 'nothing'}`, () => {
      assert.throws(() => readOptions(args), { message });
    });
  }

  it('takes values of the end of turn as a wish for them, as the tag does', () => {
    const inForce = (...args) => readOptions([...args, SENTENCE]).options.customTurnDetection.stopSecs;
    assert.equal(inForce('--stop-secs', '2'), 2);
    assert.equal(inForce('--stop-secs', '2', '--turn-detection', 'use-default'), 3);
    assert.equal(inForce('--vad-confidence', '0.5'), 3);
  });
});

describe('curveOf', () => {
  let recording;
  before(async () => (recording = await readRecording(SENTENCE, readOptions([SENTENCE]))));

  for (const args of [[], ['--max-duration-secs', '3'], ['--pre-speech-ms', '200', '--stop-secs', '0.36']]) {
    it(`costs what the inspector's curve costs, with ${args.join(' ') || 'the defaults'}`, async () => {
      const { options } = readOptions([...args, SENTENCE]);
      assert.deepEqual(
        (await curveOf([recording], options, STOP_SECS_GRID)).map(rounded),
        tradeOff(recording.utterances, options.customTurnDetection).map(rounded),
      );
    });
  }

  const rounded = (point) => ({ ...point, delayMs: Math.round(point.delayMs) });
});

function shown(arg) {
  return path.basename(arg) || '""';
}

describe('docs/judging.md', () => {
  const page = readFileSync(new URL('../../docs/judging.md', import.meta.url), 'utf8');

  it('has a function that judges sound, and it does', async () => {
    const [, code] = /^```mjs\n(.*?)^```$/ms.exec(page);
    // Beside the package, whose names it imports.
    const file = fileURLToPath(new URL('judge-example.mjs', new URL('../../.cache/', import.meta.url)));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, code);
    const { judgeSound } = await import(pathToFileURL(file));
    rmSync(file);
    const { samples, sampleRate } = parseWav(readFileSync(SENTENCE));
    const sound = new Float32Array(samples.length + 2 * sampleRate);
    sound.set(samples);
    const { turns, curve } = await judgeSound(sound, sampleRate);
    assert.deepEqual([turns.length, curve.length], [1, 50]);
    assert.equal(curve[3].cutOffs, 0);
  });

  it('tells of each option', () => {
    for (const option of ['curve', 'conversation', 'channel', 'settings', 'format', 'fail-above', 'wait-above'])
      assert.ok(page.includes(`--${option}`), option);
  });
});

describe('analyzerFor', () => {
  const withAnalyzer = (analyzer, load) =>
    analyzerFor({ turnDetection: 'custom', customTurnDetection: { analyzer } }, load);

  it('says that silence alone decides, where something else should, and what to install', async () => {
    const name = 'avatar-ptt-no-such-addition';
    const missing = () => import(name);
    assert.match(
      (await withAnalyzer('smart-turn-v3', missing)).note,
      /is not here, .* npm install avatar-ptt-smart-turn$/,
    );
    const broken = () => Promise.reject(new Error('The model is cut short.'));
    assert.match(
      (await withAnalyzer('smart-turn-v3', broken)).note,
      /could not be loaded \(The model is cut short\.\)/,
    );
    assert.match((await withAnalyzer('my-own')).note, /"my-own" is none that this command knows/);
  });

  it('says nothing where silence should decide', async () => {
    assert.deepEqual(await withAnalyzer('silence'), { judge: null, note: '' });
    assert.deepEqual(await withAnalyzer(undefined), { judge: null, note: '' });
  });
});

describe('readRecording, with an analyzer', () => {
  const { options } = readOptions(['--analyzer', 'smart-turn-v3', '--max-duration-secs', '60', PERSON]);
  const turnsBy = async (judge) => (await readRecording(PERSON, { options, judge }, () => undefined)).turns;

  it('ends a turn in the first pause that sounds complete, and asks about each once, with the turn so far', async () => {
    const lengths = [];
    const [turn] = await turnsBy((samples) => {
      lengths.push(samples.length / 16_000);
      return lengths.length === 3 ? 1 : 0;
    });
    assert.equal(turn.reason, 'sounded-complete');
    assert.ok(turn.isCutOff);
    assert.ok(lengths.every((secs) => secs > 0 && secs <= 8.001));
  });

  it('judges with the addition as it was built', async () => {
    const { judge, note } = await analyzerFor(options, () => import('../../smart-turn/dist/node.js'));
    assert.equal(note, '');
    const turns = await turnsBy(judge);
    assert.deepEqual(
      turns.map(({ reason, isCutOff }) => ({ reason, isCutOff })),
      [{ reason: 'sounded-complete', isCutOff: false }],
    );
    assert.ok(turns[0].waitMs < 1000, `waited ${turns[0].waitMs} ms of 3000`);
  });
});

describe('everySoOften', () => {
  it('tells no more than one text in each interval', () => {
    const told = [];
    everySoOften(60_000, (text) => told.push(text))('early');
    everySoOften(0, (text) => told.push(text))('late');
    assert.deepEqual(told, ['late']);
  });
});

describe('parseWav', () => {
  const RATE = 16_000;
  const VALUES = [0, 0.5, -0.5, 0.25];

  function wav({
    code = 1,
    bits = 16,
    channels = 1,
    sampleRate = RATE,
    samples,
    dataBytes,
    before = '',
    riff = 'RIFF',
  }) {
    const body = Buffer.concat(samples ?? VALUES.map((value) => encoded(code, bits, value)));
    const format = Buffer.alloc(code === 0xfffe ? 40 : 16);
    format.writeUInt16LE(code, 0);
    format.writeUInt16LE(channels, 2);
    format.writeUInt32LE(sampleRate, 4);
    format.writeUInt16LE(bits, 14);
    if (code === 0xfffe) format.writeUInt16LE(1, 24);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(dataBytes ?? body.length);
    const chunks = [Buffer.from(before, 'latin1'), chunk('fmt ', format), Buffer.from('data'), size, body];
    return Buffer.concat([Buffer.from(riff), Buffer.alloc(4), Buffer.from('WAVE'), ...chunks]);
  }

  function chunk(name, body) {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  }

  function encoded(code, bits, value) {
    const bytes = Buffer.alloc(bits / 8);
    if (code === 3 && bits === 32) bytes.writeFloatLE(value);
    else if (code === 3) bytes.writeDoubleLE(value);
    else if (bits === 8) bytes[0] = 128 + value * 128;
    else bytes.writeIntLE(value * 2 ** (bits - 1), 0, bits / 8);
    return bytes;
  }

  for (const [code, bits] of [
    [1, 8],
    [1, 16],
    [1, 24],
    [1, 32],
    [3, 32],
    [3, 64],
    [0xfffe, 24],
  ]) {
    it(`reads ${bits} bits of kind ${code}`, () => {
      const { samples, sampleRate } = parseWav(wav({ code, bits }));
      assert.deepEqual([...samples, sampleRate], [...VALUES, RATE]);
    });
  }

  it('mixes all channels, or takes one', () => {
    const data = wav({ channels: 2 });
    assert.deepEqual([...parseWav(data).samples], [0.25, -0.125]);
    assert.deepEqual([...parseWav(data, 1).samples], [0, -0.5]);
    assert.deepEqual([...parseWav(data, 2).samples], [0.5, 0.25]);
    assert.throws(() => parseWav(data, 3), { message: 'has 2 channels, no 3.' });
  });

  it('reads what a program has written that could not know the length', () => {
    for (const dataBytes of [0, 0xffff_ffff, 0x7fff_f000]) {
      assert.deepEqual([...parseWav(wav({ dataBytes, riff: 'RF64' })).samples], VALUES);
    }
  });

  it('passes over other chunks, odd ones too', () => {
    assert.deepEqual([...parseWav(wav({ before: 'note\x03\0\0\0abc\0' })).samples], VALUES);
  });

  it('takes a sample that is no number as silence', () => {
    const samples = [NaN, Infinity].map((value) => encoded(3, 32, value));
    assert.deepEqual([...parseWav(wav({ code: 3, bits: 32, samples })).samples], [0, 0]);
  });

  for (const [what, data, message] of [
    ['an empty file', Buffer.alloc(0), 'is empty.'],
    ['a text', Buffer.from('Once upon a time'), 'is no WAV file.'],
    ['an MP3', Buffer.from('ID3\x04 and more'), 'is MP3, not WAV. Convert it: ffmpeg -i <file> out.wav'],
    ['a head alone', Buffer.from('RIFF\0\0\0\0WAVE'), 'has no samples.'],
    ['no samples', wav({ samples: [] }), 'has no samples.'],
    ['no format', Buffer.from('RIFF\0\0\0\0WAVEdata\0\0\0\0'), 'does not say what its samples are.'],
    ['no channel', wav({ channels: 0 }), 'has 0 channels.'],
    [
      'A-law',
      wav({ code: 6, bits: 8 }),
      'has samples of kind 6, 8 bits, which are unknown here: save it as 16-bit PCM.',
    ],
    ['12 bits', wav({ bits: 12, samples: [Buffer.alloc(9)] }), /^has samples of pcm 12 bits/],
    ['a rate of 0', wav({ sampleRate: 0 }), /^has 0 samples a second/],
    ['a rate beyond all', wav({ sampleRate: 4_000_000_000 }), /^has 4000000000 samples a second/],
    ['fewer samples than promised', wav({ dataBytes: 9 }), 'ends too early: 8 bytes of samples where 9 should be.'],
  ]) {
    it(`refuses ${what}`, () => assert.throws(() => parseWav(data), { message }));
  }

  it('ends with an error or with samples wherever a file breaks off, and whichever byte is wrong', () => {
    const whole = wav({ channels: 2, before: 'note\x03\0\0\0abc\0' });
    const attempt = (data) => {
      try {
        assert.ok(parseWav(data).samples.every(Number.isFinite));
      } catch (error) {
        assert.match(error.message, /^(has|is|does|ends) /);
      }
    };
    for (let at = 0; at < whole.length; at++) {
      attempt(whole.subarray(0, at));
      for (const byte of [0, 1, 0x7f, 0xff]) attempt(Buffer.from(whole).fill(byte, at, at + 1));
    }
  });
});
