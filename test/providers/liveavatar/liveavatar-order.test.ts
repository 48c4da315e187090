import { expect, waitUntil } from '@open-wc/testing';
import type { Provider } from '../../../src/providers/provider.js';
import { codeOf } from '../../session/stand-ins.js';
import { AGENT, StandInService } from './liveavatar-service.js';
import { backstage, silentTurn, type Backstage } from '../provider-contract.js';

const END = { isDiscarded: false, endMs: Infinity };

describe('what LiveAvatar says in another order, twice or under another name', () => {
  let service: StandInService;
  let stage: Backstage;
  let provider: Provider;

  beforeEach(async () => {
    service = new StandInService();
    service.isAnswering = false;
    stage = backstage();
    provider = service.provider();
    await provider.connect(stage.context);
    service.come();
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    service.web.restore();
  });

  const sent = (): unknown[] => service.room.sent.map(({ message }) => message['event_type']);
  const textsOf = (type: string, role?: string): unknown[] =>
    stage
      .ofType(type)
      .map((event) => event as { role?: string; text: string })
      .filter((event) => !role || event.role === role)
      .map(({ text }) => text);
  const words = (list: readonly string[], event_id?: string | null): void => {
    for (const text of list) service.say('avatar.transcription.chunk', { text, event_id });
  };
  const typed = async (): Promise<string> => {
    service.does['avatar.speak_response'] = undefined;
    await provider.sendText?.('Hello.');
    return String(service.room.sent.at(-1)?.message['event_id']);
  };

  for (const identity of ['heygen', AGENT]) {
    it(`asks nothing of whoever is gone, and takes the next turn when it is back: ${identity}`, async () => {
      await provider.startTurn(1);
      service.room.listener?.left(identity);
      const before = sent();
      await provider.stopTurn(1, { ...END, isDiscarded: true });
      await provider.interrupt?.();
      // The one that listens is told although the one that is seen has gone.
      expect(sent()).to.deep.equal(identity === AGENT ? before : [...before, 'user.stop_push_to_talk']);
      if (identity === AGENT) service.isOpen = false;
      service.room.listener?.joined(identity);
      service.isAnswering = true;
      await silentTurn(provider, 2);
      await stage.completed(2);
      const asked = sent().filter((type) => String(type).includes('push_to_talk'));
      expect(asked).to.have.length(identity === AGENT ? 3 : 4);
    });
  }

  it('stops nothing at a new agent that only the old one had heard', async () => {
    await provider.startTurn(1);
    service.room.listener?.left(AGENT);
    service.room.listener?.joined(AGENT);
    service.isOpen = false;
    await provider.stopTurn(1, { ...END, isDiscarded: true });
    expect(sent()).to.deep.equal(['user.start_push_to_talk']);
  });

  it('takes an avatar that was told to have left for there again when it is seen, and not by a late word', async () => {
    service.room.listener?.left('heygen');
    expect(stage.ofType('avatar-gone')).to.have.length(1);
    service.room.listener?.media('video', null, 'heygen');
    service.say('session.state_updated');
    expect(stage.ofType('avatar-ready')).to.have.length(1);
    service.room.listener?.media('video', new MediaStream(), 'heygen');
    expect(stage.ofType('avatar-ready')).to.have.length(2);
    expect(await codeOf(provider.sendText?.('Hello.') ?? Promise.resolve())).to.equal('resolved');
  });

  it('misses nobody that has come again before it was said to have left', () => {
    service.room.listener?.joined('heygen');
    service.room.listener?.left('heygen');
    expect(stage.ofType('avatar-gone')).to.have.length(0);
  });

  it('needs no stop of a window that the service has closed itself, whose turn it answers', async () => {
    await provider.startTurn(1);
    service.isOpen = false;
    service.say('user.push_to_talk_stopped');
    service.say('avatar.speak_started');
    service.say('avatar.speak_ended');
    await provider.stopTurn(1, END);
    await stage.completed(1);
  });

  it('takes a late word on the turn before for none on the open one', async () => {
    await silentTurn(provider, 1);
    await provider.startTurn(2);
    service.say('user.push_to_talk_stopped');
    service.say('avatar.speak_started');
    expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started']);
    expect(stage.typesOf(2)).to.deep.equal([]);
  });

  for (const id of [undefined, null, 'shared']) {
    it(`keeps words that are said again under the id ${String(id)}`, async () => {
      await silentTurn(provider, 1);
      service.say('avatar.speak_started', { event_id: id });
      words(['no', 'I', 'said', 'no', 'no'], id);
      expect(textsOf('transcript').at(-1)).to.equal('no I said no no');
      expect(textsOf('avatar-words')).to.have.length(5);
    });
  }

  it('takes the start of an answer that comes again after its end for no other', async () => {
    await silentTurn(provider, 1);
    for (let i = 0; i < 2; i++) service.say('avatar.speak_started', { event_id: 'begun' });
    service.say('avatar.speak_ended', { event_id: 'over' });
    await stage.completed(1);
    service.say('avatar.speak_started', { event_id: 'begun' });
    expect(stage.ofType('avatar-speech-started')).to.have.length(1);
  });

  it('ends what is said also under the name of a text that was typed meanwhile', async () => {
    await silentTurn(provider, 1);
    service.say('avatar.speak_started');
    service.say('avatar.speak_ended', { source: await typed() });
    await stage.completed(1);
  });

  for (const isNaming of [true, false]) {
    it(`answers a turn before the text that was typed after it, ${isNaming ? 'under its name' : 'by order'}`, async () => {
      await silentTurn(provider, 1);
      const source = await typed();
      service.isNaming = isNaming;
      for (let i = 0; i < 2; i++) {
        service.say('avatar.speak_started', { source });
        service.say('avatar.speak_ended', { source });
      }
      await waitUntil(() => stage.ofType('avatar-speech-stopped').length === 2);
      expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started', 'avatar-speech-stopped', 'turn-completed']);
    });
  }

  it('shortens no line by the words of it that come late, and goes on with the next', async () => {
    await silentTurn(provider, 1);
    service.say('avatar.speak_started');
    words(['Hello'], null);
    service.say('avatar.transcription', { text: 'Hello there, friend.' });
    words(['there', 'friend'], null);
    expect(textsOf('transcript')).to.deep.equal(['Hello', 'Hello there, friend.']);
    expect(textsOf('avatar-words')).to.deep.equal(['Hello', 'there', 'friend']);
    words(['Hello'], null);
    expect(textsOf('transcript').at(-1)).to.equal('Hello');
  });

  it('shows nothing of a turn again that was understood to the end', async () => {
    await silentTurn(provider, 1);
    service.say('user.transcription.chunk', { text: 'Hello a' });
    service.say('user.transcription', { text: 'Hello avatar.' });
    service.say('user.transcription.chunk', { text: 'Yellow avatar' });
    expect(textsOf('transcript', 'user')).to.deep.equal(['Hello a', 'Hello avatar.']);
  });

  it('shows no line without words', async () => {
    await silentTurn(provider, 1);
    for (const text of [null, 7, {}, [], true, undefined, '']) {
      for (const type of ['user.transcription', 'user.transcription.chunk', 'avatar.transcription'])
        service.say(type, { text });
      service.say('avatar.transcription.chunk', { text });
    }
    expect(stage.ofType('transcript')).to.deep.equal([]);
  });

  it('gives the words of two turns in quick succession to each its own', async () => {
    await silentTurn(provider, 1);
    await silentTurn(provider, 2, true);
    await silentTurn(provider, 3);
    service.say('user.transcription', { text: 'First.' });
    service.say('user.transcription', { text: 'Second.' });
    expect(stage.ofType('transcript').map((event) => Object.values(event).slice(2).join())).to.deep.equal([
      'First.,true,1',
      'Second.,true,3',
    ]);
  });
});
