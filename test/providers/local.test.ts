import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { AvatarPttError } from '../../src/core/error.js';
import { localAvatar, type LocalAvatarOptions, type LocalAvatar } from '../../src/providers/local.js';
import { backstage, describeProvider, endOf, sayTurn, type Backstage } from './provider-contract.js';

describeProvider('local', () => localAvatar({ thinkMs: 20 }));

async function staged(
  options: LocalAvatarOptions = {},
  output: Parameters<typeof backstage>[0] = {},
): Promise<{ avatar: LocalAvatar; stage: Backstage }> {
  const avatar = localAvatar({ thinkMs: 0, ...options });
  const stage = backstage(output);
  await avatar.connect(stage.context);
  await waitUntil(() => stage.events.length > 0);
  stage.events.length = stage.wire.length = 0;
  return { avatar, stage };
}

const answered = (stage: Backstage, turnId: number): Promise<void> =>
  waitUntil(() => stage.typesOf(turnId).some((type) => type === 'turn-completed' || type === 'no-response'));

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error as AvatarPttError).code,
  );

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => (i + 1) / 1000);

describe('localAvatar', () => {
  it('plays back exactly what it was given, cut at the end of the turn', async () => {
    const { avatar, stage } = await staged();
    await avatar.setServerStt?.(true);
    await avatar.startTurn(1);
    // 1 kHz: a sample is a millisecond. The turn ends in the middle of the second chunk; the third is all tail.
    const sound = ramp(30);
    for (const at of [0, 10, 20]) {
      avatar.receiveAudio?.({ turnId: 1, samples: sound.slice(at, at + 10), sampleRate: 1000, startMs: 500 + at });
    }
    await avatar.stopTurn(1, { isDiscarded: false, endMs: 515 });
    await answered(stage, 1);
    expect([...(stage.heard[0] as Float32Array)]).to.deep.equal([...sound.slice(0, 15)]);
    expect(avatar.lastTurn).to.deep.include({ turnId: 1, sampleRate: 1000, durationMs: 15, text: '' });
    expect(stage.typesOf(1)).to.deep.equal([
      'avatar-speech-started',
      'avatar-audible',
      'avatar-speech-stopped',
      'turn-completed',
    ]);
  });

  it('plays all of it when the end is not known, and never more than it has', async () => {
    const { avatar, stage } = await staged();
    await avatar.setServerStt?.(true);
    for (const [turnId, endMs] of [
      [1, Infinity],
      [2, 9999],
    ] as const) {
      await avatar.startTurn(turnId);
      avatar.receiveAudio?.({ turnId, samples: ramp(10), sampleRate: 1000, startMs: 0 });
      await avatar.stopTurn(turnId, { isDiscarded: false, endMs });
      await answered(stage, turnId);
      expect(avatar.lastTurn?.samples).to.have.length(10);
    }
  });

  it('hears nothing of another turn, nor while its ears are off', async () => {
    const { avatar, stage } = await staged();
    await avatar.startTurn(1);
    avatar.receiveAudio?.({ turnId: 1, samples: ramp(10), sampleRate: 1000, startMs: 0 });
    await avatar.setServerStt?.(true);
    avatar.receiveAudio?.({ turnId: 2, samples: ramp(10), sampleRate: 1000, startMs: 10 });
    await avatar.stopTurn(1, { isDiscarded: false, endMs: Infinity });
    await answered(stage, 1);
    expect(avatar.lastTurn?.samples).to.have.length(0);
    expect(stage.typesOf(1)).to.deep.equal(['no-response']);
  });

  it('answers with the samples of a function, or not at all', async () => {
    const { avatar, stage } = await staged({ reply: () => ({ samples: ramp(3), sampleRate: 8000 }) });
    await sayTurn(avatar, 1);
    await answered(stage, 1);
    expect(stage.heard[0]).to.deep.equal(ramp(3));
    avatar.reply = () => null;
    await sayTurn(avatar, 2);
    await answered(stage, 2);
    expect(stage.typesOf(2)).to.deep.equal(['no-response']);
  });

  it('shows a text that it speaks, and says it where the browser has no voices', async () => {
    const { avatar, stage } = await staged({ reply: ({ durationMs }) => `You spoke for ${durationMs} ms.` });
    await sayTurn(avatar, 1);
    const isOver = (): boolean =>
      stage.events.some(({ type }) => type === 'turn-completed' || type === 'session-error');
    await waitUntil(isOver, '', { timeout: 10_000 });
    const [transcript] = stage.events.filter((event) => event.type === 'transcript');
    expect(transcript).to.deep.include({ role: 'avatar', text: 'You spoke for 100 ms.', final: true, turnId: 1 });
    if (speechSynthesis.getVoices().length > 0) return;
    const [error] = stage.events.filter((event) => event.type === 'session-error');
    expect(error?.message).to.contain('no voices');
  });

  it('takes sound outside turns for none of a turn', async () => {
    const { avatar, stage } = await staged();
    await avatar.setServerStt?.(true);
    avatar.receiveAudio?.({ turnId: 0, samples: ramp(10), sampleRate: 1000, startMs: 0 });
    await avatar.startTurn(1);
    avatar.receiveAudio?.({ turnId: 0, samples: ramp(10), sampleRate: 1000, startMs: 10 });
    await avatar.stopTurn(1, { isDiscarded: false, endMs: Infinity });
    await answered(stage, 1);
    expect(avatar.lastTurn?.samples).to.have.length(0);
  });

  it('hears the newest turn, however late the one before is acknowledged', async () => {
    const { avatar, stage } = await staged({ misbehaviour: { startAckMs: 40, stopAckMs: 40 } });
    await avatar.setServerStt?.(true);
    const late = [avatar.startTurn(1), avatar.stopTurn(1, { isDiscarded: true, endMs: Infinity })];
    avatar.misbehaviour.startAckMs = avatar.misbehaviour.stopAckMs = 0;
    await avatar.startTurn(2);
    await Promise.all(late);
    avatar.receiveAudio?.({ turnId: 2, samples: ramp(10), sampleRate: 1000, startMs: 0 });
    await avatar.stopTurn(2, { isDiscarded: false, endMs: Infinity });
    await answered(stage, 2);
    expect(avatar.lastTurn).to.include({ turnId: 2, durationMs: 10 });
  });

  it('reads what is typed', async () => {
    const { avatar, stage } = await staged({ reply: ({ text }) => ({ samples: ramp(text.length), sampleRate: 8000 }) });
    await avatar.sendText?.('four');
    await waitUntil(() => stage.events.some(({ type }) => type === 'turn-completed'));
    expect(stage.heard[0]).to.have.length(4);
  });

  it('shows its wire: what it is told and what it says, as messages', async () => {
    const { avatar, stage } = await staged({ reply: () => ({ samples: ramp(3), sampleRate: 8000 }) });
    await sayTurn(avatar, 3);
    await answered(stage, 3);
    await avatar.setMode?.('hands-free');
    await avatar.interrupt?.();
    expect(stage.wire).to.deep.equal([
      { type: 'set_server_stt', is_enabled: true },
      { type: 'start_turn', turn_id: 3 },
      { type: 'stop_turn', turn_id: 3, is_discarded: false },
      { type: 'set_server_stt', is_enabled: false },
      { type: 'avatar_speech_started', turn_id: 3 },
      { type: 'avatar_audible', turn_id: 3 },
      { type: 'avatar_speech_stopped', turn_id: 3 },
      { type: 'turn_completed', turn_id: 3 },
      { type: 'set_mode', mode: 'hands-free' },
      { type: 'interrupt' },
    ]);
  });

  it('tells an engine that fails as an error, and works again', async () => {
    const { avatar, stage } = await staged();
    avatar.reply = () => Promise.reject(new Error('No idea.'));
    await sayTurn(avatar, 1);
    await waitUntil(() => stage.events.some(({ type }) => type === 'session-error'));
    expect(stage.events[0]).to.deep.include({ code: 'reply-failed' });
    avatar.reply = () => null;
    await sayTurn(avatar, 2);
    await answered(stage, 2);
  });

  it('refuses a time to think that is no time', () => {
    for (const thinkMs of [-1, NaN, 60_001]) expect(() => localAvatar({ thinkMs })).to.throw(AvatarPttError, /thinkMs/);
  });
});

describe('localAvatar, interrupted', () => {
  it('drops an answer that it still thinks about, and tells the engine', async () => {
    let wanted: AbortSignal | undefined;
    const { avatar, stage } = await staged({
      reply: (_turn, signal) => {
        wanted = signal;
        return new Promise(() => {});
      },
    });
    await sayTurn(avatar, 1);
    await waitUntil(() => wanted !== undefined);
    await avatar.interrupt?.();
    expect(wanted?.aborted).to.be.true;
    await aTimeout(30);
    expect(stage.events).to.deep.equal([]);
  });

  it('promise 9: reports nothing stale of an answer that was cut while it was heard', async () => {
    let finish!: () => void;
    const playSamples = (): Promise<void> => new Promise((resolve) => (finish = resolve));
    const { avatar, stage } = await staged({}, { playSamples });
    await sayTurn(avatar, 1);
    await waitUntil(() => stage.typesOf(1).includes('avatar-speech-started'));
    await avatar.interrupt?.();
    finish();
    await aTimeout(30);
    expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started']);
  });

  it('answers the newest turn only', async () => {
    const { avatar, stage } = await staged({ thinkMs: 30 });
    await sayTurn(avatar, 1);
    await sayTurn(avatar, 2);
    await answered(stage, 2);
    expect(stage.typesOf(1)).to.deep.equal([]);
  });
});

describe('localAvatar, not interrupted', () => {
  it('goes on with its answer when another turn is taken back', async () => {
    const { avatar, stage } = await staged({ thinkMs: 20, reply: () => ({ samples: ramp(3), sampleRate: 8000 }) });
    await sayTurn(avatar, 1);
    await sayTurn(avatar, 2, true);
    await answered(stage, 1);
    expect(stage.typesOf(1)).to.include('turn-completed');
  });

  it('says that an answer is over which the next one cuts, also when that has no words', async () => {
    let finish = (): void => {};
    const playSamples = (): Promise<void> => new Promise((resolve) => (finish = resolve));
    const { avatar, stage } = await staged({}, { playSamples, stop: () => finish() });
    await sayTurn(avatar, 1);
    await waitUntil(() => stage.typesOf(1).includes('avatar-speech-started'));
    avatar.reply = () => null;
    await sayTurn(avatar, 2);
    await answered(stage, 2);
    expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started', 'avatar-speech-stopped']);
  });

  it('gives an answer of the connection before to nobody', async () => {
    const { avatar } = await staged({ thinkMs: 20, reply: () => ({ samples: ramp(3), sampleRate: 8000 }) });
    await sayTurn(avatar, 1);
    const next = backstage();
    await avatar.connect(next.context);
    await aTimeout(60);
    expect(next.events.map(({ type }) => type)).to.deep.equal(['avatar-ready']);
  });
});

describe('localAvatar, misbehaving', () => {
  it('acknowledges late', async () => {
    const { avatar } = await staged({ misbehaviour: { startAckMs: 60, stopAckMs: 60 } });
    const began = performance.now();
    await avatar.startTurn(1);
    expect(performance.now() - began).to.be.least(59);
    await avatar.stopTurn(1, { isDiscarded: false, endMs: Infinity });
    expect(performance.now() - began).to.be.least(118);
  });

  it('fails the start, or the stop, each time or once in each turn', async () => {
    const { avatar } = await staged();
    const end = { isDiscarded: false, endMs: Infinity };
    avatar.misbehaviour.startAck = 'fail';
    expect(await codeOf(avatar.startTurn(1))).to.equal('start-failed');
    avatar.misbehaviour.startAck = 'ok';
    avatar.misbehaviour.stopAck = 'fail';
    expect(await codeOf(avatar.stopTurn(1, end))).to.equal('stop-failed');
    expect(await codeOf(avatar.stopTurn(1, end))).to.equal('stop-failed');
    avatar.misbehaviour.stopAck = 'fail-once';
    for (const turnId of [2, 3]) {
      await avatar.startTurn(turnId);
      expect(await codeOf(avatar.stopTurn(turnId, end))).to.equal('stop-failed');
      expect(await codeOf(avatar.stopTurn(turnId, end))).to.equal('resolved');
    }
  });

  it('never acknowledges, but ends what waits when the connection is given up', async () => {
    const { avatar, stage } = await staged({ misbehaviour: { startAck: 'never', stopAck: 'never' } });
    const waiting = [avatar.startTurn(1), avatar.stopTurn(1, { isDiscarded: false, endMs: Infinity })];
    const ends = Promise.all(waiting.map(endOf));
    await aTimeout(30);
    stage.abort();
    expect(await ends).to.deep.equal(['rejected', 'rejected']);
  });

  it('loses the end of its turn, or of its speech too', async () => {
    const { avatar, stage } = await staged({ misbehaviour: { losesCompletion: true } });
    await sayTurn(avatar, 1);
    await waitUntil(() => stage.typesOf(1).includes('avatar-speech-stopped'));
    avatar.misbehaviour.losesSpeechStop = true;
    await sayTurn(avatar, 2);
    await waitUntil(() => stage.typesOf(2).includes('avatar-audible'));
    await aTimeout(30);
    expect(stage.typesOf(1)).to.not.include('turn-completed');
    expect(stage.typesOf(2)).to.deep.equal(['avatar-speech-started', 'avatar-audible']);
  });

  it('can not switch speech-to-text on, but always off', async () => {
    const { avatar } = await staged({ misbehaviour: { failsStt: true } });
    expect(await codeOf(avatar.setServerStt!(true))).to.equal('stt-failed');
    expect(await codeOf(avatar.setServerStt!(false))).to.equal('resolved');
  });

  it('drops the line, and its answer with it', async () => {
    const { avatar, stage } = await staged({ thinkMs: 20 });
    await sayTurn(avatar, 1);
    avatar.dropLine();
    await aTimeout(50);
    expect(stage.events.map(({ type }) => type)).to.deep.equal(['connection-lost']);
  });
});
