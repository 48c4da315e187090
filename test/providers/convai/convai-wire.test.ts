import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { convaiProvider } from '../../../src/providers/convai.js';
import type { Provider } from '../../../src/providers/provider.js';
import { codeOf } from '../../session/stand-ins.js';
import { backstage, type Backstage } from '../provider-contract.js';
import { StandInFetch, StandInRoom } from '../cloud/stand-in-room.js';

const END = { isDiscarded: false, endMs: Infinity };
const FORCE = 'force-user-stopped-speaking';

let web: StandInFetch;
let room: StandInRoom;
let stage: Backstage;
let provider: Provider;
let level: number;

const say = (type: string, data: object = {}, sender = 'agent'): void =>
  room.say({ label: 'rtvi-ai', type, data }, '', sender);
const acknowledge = (type: string, more: object = {}): void =>
  room.say({ type: 'server-response', event_type: type, status: 'success', ...more });
const sentTypes = (): unknown[] => room.sent.map(({ message }) => message['type']);
const told = (...types: string[]): object[] => stage.events.filter(({ type }) => types.includes(type));
const completions = (): unknown[] => told('turn-completed').map((event): unknown => Reflect.get(event, 'turnId'));

/** A turn whose end is confirmed, and that is awaited now. */
async function spoken(turnId: number): Promise<void> {
  await provider.startTurn(turnId);
  const stopping = provider.stopTurn(turnId, END);
  await waitUntil(() => sentTypes().filter((type) => type === FORCE).length >= turnId);
  acknowledge(FORCE);
  await stopping;
}

describe('convaiProvider, message by message', () => {
  beforeEach(async () => {
    web = new StandInFetch();
    room = new StandInRoom();
    level = 0;
    stage = backstage({ level: () => level });
    web.answers = { '/connect': { body: { room_url: 'wss://room.test', token: 't', character_session_id: 'c' } } };
    room.onJoined = () => say('bot-ready');
    const settings = { apiUrl: 'https://api.test', characterId: 'someone', sessionToken: 'a-short-lived-token' };
    provider = convaiProvider(settings, room.join);
    await provider.connect(stage.context);
    await waitUntil(() => told('avatar-ready').length > 0);
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    web.restore();
  });

  for (const topic of ['', 'rtvi', 'anything']) {
    it(`understands messages on the topic "${topic}"`, () => {
      room.say({ type: 'user-idle-warning', data: { remaining_seconds: 9 } }, topic);
      expect(told('idle-warning')).to.have.length(1);
    });
  }

  describe('ends of answers that name none', () => {
    it('count after their start and their stop, once', async () => {
      await spoken(1);
      say('bot-turn-completed', { was_interrupted: false });
      say('bot-started-speaking');
      say('bot-turn-completed', { was_interrupted: false });
      await aTimeout(350);
      expect(completions()).to.deep.equal([]);
      say('bot-stopped-speaking');
      say('bot-turn-completed', { was_interrupted: false });
      await waitUntil(() => completions().length > 0);
      say('bot-turn-completed', { was_interrupted: false });
      await aTimeout(350);
      expect(completions()).to.deep.equal([1]);
    });

    it('do not end the next answer when they come late or twice', async () => {
      await spoken(1);
      say('bot-started-speaking');
      say('bot-stopped-speaking');
      say('bot-turn-completed', { was_interrupted: false });
      await waitUntil(() => completions().length > 0);
      await spoken(2);
      say('bot-llm-started');
      say('bot-turn-completed', { was_interrupted: false });
      say('bot-started-speaking', { epoch: 2 });
      say('bot-stopped-speaking', { epoch: 1 });
      say('bot-turn-completed', { was_interrupted: false });
      await aTimeout(350);
      expect(completions()).to.deep.equal([1]);
      expect(told('avatar-speech-stopped')).to.have.length(1);
    });

    for (const [start, end] of [
      [{}, { epoch: null }],
      [{ epoch: null }, { epoch: 3 }],
      [{ epoch: 3 }, {}],
      [{ response_id: 7 }, { response_id: null }],
    ]) {
      it(`count where a name stands on one side only: ${JSON.stringify([start, end])}`, async () => {
        await spoken(1);
        say('bot-started-speaking', start);
        say('bot-stopped-speaking', end);
        say('bot-turn-completed', end);
        await waitUntil(() => completions().length > 0);
        expect(told('avatar-speech-stopped')).to.have.length(1);
      });
    }

    it('count without the stop that got lost, once it is silent', async () => {
      await spoken(1);
      say('bot-started-speaking');
      level = 0.5;
      await waitUntil(() => told('avatar-audible').length > 0);
      say('bot-turn-completed', { was_interrupted: false });
      await aTimeout(1100);
      expect(completions()).to.deep.equal([]);
      level = 0;
      await waitUntil(() => completions().length > 0);
      expect(told('avatar-speech-stopped')).to.have.length(1);
    });

    for (const response_id of ['r1', 1]) {
      it(`are old, as its start is, of a response that is complete: ${JSON.stringify(response_id)}`, async () => {
        const answer = (): void => {
          say('bot-started-speaking', { response_id });
          say('bot-stopped-speaking', { response_id });
          say('bot-turn-completed', { response_id });
        };
        await spoken(1);
        answer();
        await waitUntil(() => completions().length > 0);
        answer();
        await spoken(2);
        answer();
        await aTimeout(700);
        expect(completions()).to.deep.equal([1]);
        expect(told('avatar-speech-started')).to.have.length(1);
        say('bot-started-speaking', { response_id: 'r2' });
        say('bot-stopped-speaking', { response_id: 'r2' });
        say('bot-turn-completed', { response_id: 'r2' });
        await waitUntil(() => completions().length > 1);
        expect(completions()).to.deep.equal([1, 2]);
      });
    }

    it('complete an answer without a voice after one with it', async () => {
      await spoken(1);
      say('bot-started-speaking');
      say('bot-stopped-speaking');
      say('bot-turn-completed');
      await waitUntil(() => completions().length > 0);
      await spoken(2);
      say('bot-llm-started');
      say('bot-llm-text', { text: 'In writing.' });
      say('bot-llm-stopped');
      say('bot-turn-completed');
      expect(completions()).to.deep.equal([1, 2]);
    });

    it('complete a turn that was interrupted before it was answered, and not the next one with it', async () => {
      await spoken(1);
      say('bot-turn-completed', { was_interrupted: true });
      say('bot-turn-completed', { was_interrupted: true });
      expect(completions()).to.deep.equal([1]);
      await spoken(2);
      await spoken(3);
      say('bot-turn-completed', { was_interrupted: true });
      expect(completions()).to.deep.equal([1]);
    });

    it('complete an answer that was never meant to be heard', async () => {
      await spoken(1);
      say('bot-llm-started');
      say('bot-llm-text', { text: 'In writing.' });
      say('bot-llm-stopped');
      say('bot-turn-completed', { was_interrupted: false });
      await waitUntil(() => completions().length > 0);
    });
  });

  it('tells of an answer whose sound reached nobody, once, and not of one that nobody waits for', async () => {
    const lost = { was_aborted: true, error_reason: 'audio_delivery_failed' };
    say('bot-turn-completed', lost);
    await spoken(1);
    say('bot-llm-started');
    say('bot-turn-completed', lost);
    say('bot-turn-completed', lost);
    expect(told('answer-unheard')).to.have.length(1);
    expect(told('answer-unheard')[0]).to.include({ turnId: 1 });
    await aTimeout(350);
    expect(completions()).to.deep.equal([]);
  });

  for (const sign of ['bot-llm-started', 'bot-started-speaking']) {
    it(`takes "${sign}" for the proof that the end of the turn has arrived`, async () => {
      await provider.startTurn(1);
      const stopping = provider.stopTurn(1, END);
      await waitUntil(() => sentTypes().includes(FORCE));
      say(sign);
      await stopping;
    });
  }

  it('matches answers to the command that they say they are about', async () => {
    const settled: string[] = [];
    const on = provider.setServerStt?.(true).then(() => settled.push('on'));
    const off = provider.setServerStt?.(false).then(() => settled.push('off'));
    await waitUntil(() => room.sent.length === 2);
    acknowledge('stt-toggle', { extras: { muted: true } });
    await aTimeout(0);
    expect(settled).to.deep.equal(['off']);
    acknowledge('stt-toggle', { extras: { muted: true } });
    await aTimeout(0);
    expect(settled).to.deep.equal(['off']);
    acknowledge('stt-toggle', { extras: { muted: false } });
    await Promise.all([on, off]);
  });

  for (const type of ['parse-error', 'validation-error', 'unknown-message-type']) {
    it(`ends the command that waits with what "${type}" says of it`, async () => {
      const listening = provider.setServerStt?.(true) ?? Promise.resolve();
      const failed = listening.catch((error: unknown) => error);
      await waitUntil(() => room.sent.length === 1);
      room.say({ type: 'server-response', event_type: type, status: 'error', message: 'No such field: mutd' });
      expect(await failed)
        .to.have.property('message')
        .that.contains('No such field: mutd');
    });
  }

  it('ends the command that has waited longest where several could be meant', async () => {
    const listening = codeOf(provider.setServerStt?.(true) ?? Promise.resolve());
    const interrupting = provider.interrupt?.();
    await waitUntil(() => room.sent.length === 2);
    say('parse-error', { message: 'What?' });
    expect(await listening).to.equal('command-refused');
    acknowledge('interrupt-bot');
    await interrupting;
  });

  it('tells when the service mutes the user, by its word or by the track, until neither does', async () => {
    const mutes = (): unknown[] => told('user-muted').map((event): unknown => Reflect.get(event, 'isMuted'));
    say('user-mute-started');
    say('user-mute-started');
    room.listener?.muted(true);
    say('user-mute-stopped');
    expect(mutes()).to.deep.equal([true]);
    room.listener?.muted(false);
    expect(mutes()).to.deep.equal([true, false]);
    await provider.unmute?.();
    expect(room.unmutes).to.equal(1);
  });

  it('knows that an avatar that is gone, or begins anew, mutes nobody any more; the room may still', () => {
    const mutes = (): unknown[] => told('user-muted').map((event): unknown => Reflect.get(event, 'isMuted'));
    say('user-mute-started');
    room.listener?.left('agent');
    expect(mutes()).to.deep.equal([true, false]);
    say('bot-ready', {}, 'agent-2');
    say('user-mute-started', {}, 'agent-2');
    say('bot-ready', {}, 'agent-2');
    expect(mutes()).to.deep.equal([true, false, true, false]);
    room.listener?.muted(true);
    room.listener?.left('agent-2');
    expect(mutes()).to.deep.equal([true, false, true, false, true]);
  });

  it('tells the words as they are heard, of the answer that they belong to', async () => {
    await spoken(1);
    say('bot-tts-text', { text: 'Good' });
    say('bot-tts-text', { text: 7 });
    expect(told('avatar-words')).to.have.length(1);
    expect(told('avatar-words')[0]).to.include({ text: 'Good', turnId: 1 });
  });

  describe('when the avatar leaves the room', () => {
    const left = (identity = 'agent'): void => room.listener?.left(identity);

    it('says so once, lets nothing wait for it, and says when it is ready again', async () => {
      const listening = provider.setServerStt?.(true);
      await waitUntil(() => room.sent.length === 1);
      left('somebody');
      expect(told('avatar-gone')).to.have.length(0);
      left();
      left();
      expect(told('avatar-gone')).to.have.length(1);
      await listening;
      await provider.stopTurn(1, { isDiscarded: true, endMs: 0 });
      await provider.setServerStt?.(false);
      expect(room.sent).to.have.length(1);
      expect(await codeOf(provider.sendText?.('Anybody?') ?? Promise.resolve())).to.equal('avatar-gone');
      say('bot-ready', {}, 'agent-2');
      expect(told('avatar-ready')).to.have.length(2);
      await waitUntil(() => room.sent.length === 2);
      expect(room.sent[1]?.message).to.deep.equal({ type: 'stt-toggle', data: { muted: true } });
      acknowledge('stt-toggle');
    });

    for (const [how, comes] of [
      ['its voice', () => room.listener?.media('audio', new MediaStream(), 'agent')],
      ['what it says', () => say('bot-started-speaking')],
    ] as const) {
      it(`knows it again by ${how}`, () => {
        left();
        comes();
        expect(told('avatar-ready')).to.have.length(2);
      });
    }

    it('misses nobody that came again before the word that it had left', async () => {
      room.listener?.joined('agent');
      left();
      expect(told('avatar-gone')).to.have.length(0);
      await provider.sendText?.('Still there?');
      left();
      expect(told('avatar-gone')).to.have.length(1);
    });

    it('knows it again by the words that it tells, once it is in the room again', () => {
      left();
      say('user-transcription', { text: 'A late one.', final: true });
      expect(told('avatar-ready')).to.have.length(1);
      room.listener?.joined('agent');
      say('user-transcription', { text: 'Hello?', final: true });
      expect(told('avatar-ready')).to.have.length(2);
    });

    it('hears what it says on its return, whatever was asked before', async () => {
      await spoken(1);
      say('bot-started-speaking');
      left();
      say('bot-ready');
      say('bot-started-speaking');
      expect(told('avatar-speech-started')).to.have.length(2);
      expect(told('avatar-speech-started')[1]).to.not.have.property('turnId');
    });
  });
});

describe('convaiProvider, in a room with several characters', () => {
  let played: (MediaStream | null)[];
  const character = (id: string): object => ({ about: { character_id: id, participant_identity: `voice-${id}` } });
  beforeEach(async () => {
    played = [];
    level = 0;
    web = new StandInFetch();
    web.answers = { '/connect': { body: { room_url: 'wss://room.test', token: 't' } } };
    room = new StandInRoom();
    stage = backstage({ level: () => level, playStream: (stream) => Promise.resolve(void played.push(stream)) });
    provider = convaiProvider(
      { apiUrl: 'https://api.test', characterId: 'a', sessionToken: 'a-short-lived-token' },
      room.join,
    );
    await provider.connect(stage.context);
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    web.restore();
  });

  const meet = (): void => {
    say('bot-ready', character('a'));
    say('bot-ready', character('b'));
  };

  it('plays the one that is spoken to alone, and takes its words alone', () => {
    const [first, second] = [new MediaStream(), new MediaStream()];
    room.listener?.media('audio', first, 'voice-a');
    room.listener?.media('audio', second, 'voice-b');
    meet();
    expect(played).to.deep.equal([first]);
    say('user-idle-warning', { participant_identity: 'voice-b', remaining_seconds: 9 });
    expect(told('idle-warning')).to.have.length(0);
    say('interaction-target', { character_id: 'b' });
    expect(played).to.deep.equal([first, second]);
    say('user-idle-warning', { participant_identity: 'voice-b', remaining_seconds: 9 });
    expect(told('idle-warning')).to.have.length(1);
  });

  it('hears the end of an answer that was begun before another one is spoken to', async () => {
    meet();
    await spoken(1);
    const about = { participant_identity: 'voice-a' };
    say('bot-started-speaking', about);
    say('interaction-target', { character_id: 'b' });
    say('bot-stopped-speaking', about);
    say('bot-turn-completed', about);
    await waitUntil(() => completions().length > 0);
    expect(told('avatar-speech-stopped')).to.have.length(1);
    say('bot-started-speaking', about);
    expect(told('avatar-speech-started')).to.have.length(1);
  });

  it('misses the one that is spoken to, until it is back or another one is spoken to', () => {
    meet();
    say('interaction-target', { character_id: 'b' });
    room.listener?.left('voice-a');
    expect(told('avatar-gone')).to.have.length(0);
    room.listener?.left('voice-b');
    expect(told('avatar-gone')).to.have.length(1);
    const ready = told('avatar-ready').length;
    say('bot-ready', character('a'));
    expect(told('avatar-ready')).to.have.length(ready);
    room.listener?.media('audio', new MediaStream(), 'voice-b');
    expect(told('avatar-ready')).to.have.length(ready + 1);
    room.listener?.left('voice-b');
    say('interaction-target', { character_id: 'a' });
    expect(told('avatar-ready')).to.have.length(ready + 2);
  });

  it('believes the one that is spoken to itself, and no other', async () => {
    meet();
    say('interaction-target', { character_id: 'b' });
    await spoken(1);
    say('bot-started-speaking', {}, 'somebody');
    say('bot-started-speaking', {}, 'voice-a');
    expect(told('avatar-speech-started')).to.have.length(0);
    say('bot-started-speaking', {}, 'voice-b');
    say('bot-stopped-speaking', {}, 'voice-b');
    say('bot-turn-completed', {}, 'voice-b');
    await waitUntil(() => completions().length > 0);
  });
});
