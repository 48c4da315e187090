import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { AvatarPttError } from '../../../src/core/error.js';
import { liveavatarProvider, type LiveAvatarSettings } from '../../../src/providers/liveavatar.js';
import type { Provider } from '../../../src/providers/provider.js';
import { codeOf } from '../../session/stand-ins.js';
import { describeCloud } from '../cloud/cloud-contract.js';
import { AGENT, StandInService, TOKEN } from './liveavatar-service.js';
import { backstage, silentTurn, type Backstage } from '../provider-contract.js';

const END = { isDiscarded: false, endMs: Infinity };

let service: StandInService;
let stage: Backstage;
let provider: Provider;

async function joined(settings?: LiveAvatarSettings): Promise<void> {
  provider = service.provider(settings);
  await provider.connect(stage.context);
  service.come();
}

const turn = (turnId: number, isDiscarded = false): Promise<void> => silentTurn(provider, turnId, isDiscarded);
const sentTypes = (): unknown[] => service.room.sent.map(({ message }) => message['event_type']);
const ofType = (type: string): object[] => stage.ofType(type);
const completed = (turnId: number): Promise<void> => stage.completed(turnId);

describe('liveavatarProvider', () => {
  beforeEach(() => {
    service = new StandInService();
    stage = backstage();
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    service.web.restore();
  });

  it('starts a session with the token, joins its room and publishes the gated track once', async () => {
    await joined();
    const [start] = service.web.requests;
    expect(start?.url).to.equal('https://api.test/v1/sessions/start');
    expect(start?.headers.get('authorization')).to.equal(`Bearer ${TOKEN}`);
    expect(service.room.requests[0]).to.include({ url: 'wss://room.test', token: 'room-token' });
    expect(service.room.tracks).to.have.length(1);
    expect(ofType('avatar-ready')).to.have.length(1);
  });

  it('is ready only when both the agent and the avatar are there', async () => {
    provider = service.provider();
    await provider.connect(stage.context);
    service.room.listener?.joined('heygen');
    service.room.listener?.joined('somebody');
    expect(ofType('avatar-ready')).to.have.length(0);
    service.room.listener?.joined('liveavatar-agent-s1');
    expect(ofType('avatar-ready')).to.have.length(1);
  });

  for (const identity of ['heygen', AGENT]) {
    it(`says when ${identity} leaves, and when it is back; nothing of what was asked before is answered`, async () => {
      service.isAnswering = false;
      await joined();
      await turn(1);
      service.say('avatar.speak_started');
      service.room.listener?.left('somebody');
      expect(ofType('avatar-gone')).to.have.length(0);
      service.room.listener?.left(identity);
      service.room.listener?.left(identity);
      expect(ofType('avatar-gone')).to.have.length(1);
      service.room.listener?.left(identity === AGENT ? 'heygen' : AGENT);
      service.say('avatar.speak_ended');
      expect(await codeOf(provider.sendText?.('Hello?') ?? Promise.resolve())).to.equal('avatar-gone');
      service.come();
      expect(ofType('avatar-ready')).to.have.length(2);
      expect(ofType('avatar-gone')).to.have.length(1);
      await aTimeout(400);
      expect(ofType('turn-completed')).to.have.length(0);
      service.isAnswering = true;
      await turn(2);
      await completed(2);
      expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started']);
    });
  }

  it('sends commands in their envelope, each with an id of its own', async () => {
    await joined();
    await turn(1);
    const [start, stop] = service.room.sent;
    expect(start?.topic).to.equal('agent-control');
    expect(start?.message).to.include({
      event_type: 'user.start_push_to_talk',
      session_id: 's1',
      source_event_id: null,
    });
    expect(start?.message['event_id']).to.match(/^[\da-f-]{36}$/);
    expect(stop?.message['event_id']).to.not.equal(start?.message['event_id']);
  });

  it('lets no stop overtake the sound of its turn', async () => {
    await joined();
    await turn(1);
    await turn(2, true);
    const stops = service.room.sent.filter(({ message }) => message['event_type'] === 'user.stop_push_to_talk');
    expect(stops.map(({ isAfterSound }) => isAfterSound)).to.deep.equal([true, false]);
  });

  for (const isNaming of [true, false]) {
    it(`tells whose answer it is, ${isNaming ? 'by the name of the command' : 'by order'}`, async () => {
      service.isNaming = isNaming;
      await joined();
      for (const turnId of [1, 2]) {
        await turn(turnId);
        await completed(turnId);
        const spoken = ['avatar-speech-started', 'avatar-speech-stopped', 'turn-completed'];
        expect(stage.typesOf(turnId)).to.deep.equal(spoken);
      }
    });
  }

  it('waits for the acknowledgement, and fails with the words of a refusal', async () => {
    await joined();
    delete service.does['user.start_push_to_talk'];
    const starting = provider.startTurn(1);
    let isSettled = false;
    void starting.finally(() => (isSettled = true)).catch(() => undefined);
    await aTimeout(20);
    expect(isSettled).to.be.false;
    service.does['user.start_push_to_talk'] = (source) => service.say('user.push_to_talk_start_failed', { source });
    service.say('user.push_to_talk_start_failed');
    expect(await codeOf(starting)).to.equal('start-failed');
  });

  it('settles no newer press by the late acknowledgement of a dead one', async () => {
    await joined();
    service.does['user.start_push_to_talk'] = () => (service.isOpen = true);
    const dead = codeOf(provider.startTurn(1));
    await aTimeout(0);
    const { event_id: name } = service.room.sent[0]!.message;
    // The session has given the press up: its stop ends it.
    await provider.stopTurn(1, { ...END, isDiscarded: true });
    expect(await dead).to.equal('not-acknowledged');
    let isStarted = false;
    const next = provider.startTurn(2).then(() => (isStarted = true));
    await aTimeout(0);
    service.say('user.push_to_talk_started', { source: String(name) });
    await aTimeout(0);
    expect(isStarted).to.be.false;
    service.say('user.push_to_talk_started', { source: String(service.room.sent.at(-1)!.message['event_id']) });
    await next;
  });

  it('tries a stop again under its name, so that one acknowledgement settles both', async () => {
    await joined();
    delete service.does['user.stop_push_to_talk'];
    await provider.startTurn(1);
    const tries = [provider.stopTurn(1, END), provider.stopTurn(1, END)];
    await aTimeout(0);
    const names = service.room.sent.slice(1).map(({ message }) => message['event_id']);
    expect(new Set(names)).to.have.property('size', 1);
    service.say('user.push_to_talk_stopped', { source: String(names[0]) });
    await Promise.all(tries);
  });

  it('takes an answer for the acknowledgement that got lost', async () => {
    await joined();
    service.does['user.stop_push_to_talk'] = (source) => service.answer(source);
    await turn(1);
    await completed(1);
  });

  it('takes an answer that names nothing for it as well, unless something else has asked for it', async () => {
    service.isNaming = false;
    await joined();
    service.does['user.stop_push_to_talk'] = () => (service.isOpen = false);
    await provider.startTurn(1);
    await provider.interrupt?.();
    let isStopped = false;
    const stopping = provider.stopTurn(1, END).then(() => (isStopped = true));
    await aTimeout(0);
    service.say('avatar.speak_started');
    await aTimeout(0);
    expect(isStopped, 'what was interrupted may still begin').to.be.false;
    service.say('user.push_to_talk_stopped');
    service.say('avatar.speak_started');
    service.say('avatar.speak_ended');
    await stopping;
    await completed(1);
    await provider.startTurn(2);
    const next = provider.stopTurn(2, END);
    await aTimeout(0);
    service.say('avatar.speak_started');
    service.say('avatar.speak_ended');
    await next;
    await completed(2);
  });

  it('silences the answer to a turn that was taken back', async () => {
    await joined();
    await turn(1, true);
    await waitUntil(() => sentTypes().includes('avatar.interrupt'));
    await aTimeout(80);
    expect(stage.typesOf(1)).to.deep.equal([]);
    await turn(2);
    await completed(2);
  });

  it('gives the whole line so far, and the turn it belongs to', async () => {
    await joined();
    service.isAnswering = false;
    await turn(3);
    for (const text of ['Good', 'Good morning']) service.say('user.transcription.chunk', { text });
    service.say('user.transcription', { text: 'Good morning.' });
    for (const text of ['Hi', 'there', '!']) service.say('avatar.transcription.chunk', { text });
    service.say('avatar.transcription', { text: 'Hi there!' });
    const lines = ofType('transcript').map((event) => Object.values(event).slice(1).join('|'));
    expect(lines).to.deep.equal([
      'user|Good|false|3',
      'user|Good morning|false|3',
      'user|Good morning.|true|3',
      'avatar|Hi|false|3',
      'avatar|Hi there|false|3',
      'avatar|Hi there!|false|3',
      'avatar|Hi there!|true|3',
    ]);
  });

  it('puts words together as they are written', async () => {
    await joined();
    for (const [words, line] of [
      ['I am fine , thank you . ( Really ! )', 'I am fine, thank you. (Really!)'],
      ["It 's what we 'll do", "It's what we'll do"],
      ['¿ Qué tal ?', '¿Qué tal?'],
      ['今日 は 元気 です 。', '今日は元気です。'],
      ['안녕하세요 여러분', '안녕하세요 여러분'],
      ['مرحبا بك ، صديقي', 'مرحبا بك، صديقي'],
      // In parts that bring their spaces themselves nothing is changed.
      ['So|lo| tra|vel|ling .', ' Solo travelling .'],
    ] as const) {
      const parts = words.includes('|') ? words.split('|') : words.split(' ');
      if (words.includes('|')) parts[0] = ` ${parts[0]}`;
      for (const word of parts) service.say('avatar.transcription.chunk', { text: word });
      expect(ofType('transcript').at(-1)).to.include({ text: line, final: false });
      service.say('avatar.transcription', { text: line });
    }
  });

  it('says the words of an answer again as they are heard', async () => {
    await joined();
    service.isAnswering = false;
    await turn(1);
    for (const text of ['I', 'am']) service.say('avatar.transcription.chunk', { text });
    expect(ofType('avatar-words')).to.deep.equal([]);
    service.say('avatar.speak_started');
    for (const text of [' fine', '.', ' ']) service.say('avatar.transcription.chunk', { text });
    service.say('avatar.transcription', { text: 'I am fine.' });
    const words = ofType('avatar-words').map((event) => Object.values(event).slice(1).join('|'));
    expect(words).to.deep.equal(['I am|1', 'fine|1', '.|1']);
    await provider.interrupt?.();
    service.say('avatar.transcription.chunk', { text: 'Never' });
    expect(ofType('avatar-words')).to.have.length(3);
  });

  it('shows nothing twice that is said twice', async () => {
    await joined();
    service.isAnswering = false;
    await turn(1);
    const twice = [
      ['user.transcription.chunk', 'Good', 'a'],
      ['user.transcription.chunk', 'Good day', 'b'],
      ['user.transcription', 'Good day.', 'c'],
      ['avatar.transcription.chunk', 'No', 'd'],
      ['avatar.transcription.chunk', 'No', 'e'],
      ['avatar.transcription', 'No No', 'f'],
    ] as const;
    for (let i = 0; i < 2; i++) {
      for (const [type, text, id] of twice) service.say(type, { text, event_id: id });
    }
    const texts = ofType('transcript').map((event) => (event as { text: string }).text);
    expect(texts).to.deep.equal(['Good', 'Good day', 'Good day.', 'No', 'No No', 'No No']);
  });

  it('takes the name of a command from before the newest stop for none', async () => {
    await joined();
    await provider.sendText?.('Hello.');
    const typed = String(service.room.sent.at(-1)?.message['event_id']);
    await waitUntil(() => ofType('avatar-speech-stopped').length > 0);
    service.isAnswering = false;
    const names = [typed];
    for (const turnId of [1, 2]) {
      await turn(turnId);
      for (const source of [...names]) {
        service.say('user.transcription', { source, text: `From ${source}.` });
        service.say('avatar.transcription.chunk', { source, text: 'Well' });
        service.say('avatar.speak_started', { source });
        service.say('avatar.speak_ended', { source });
        await completed(turnId);
      }
      names.push(...service.room.sent.slice(-2).map(({ message }) => String(message['event_id'])));
      expect(stage.typesOf(turnId)).to.include.members(['transcript', 'avatar-speech-started', 'turn-completed']);
    }
  });

  it('greets before the first turn, which that does not complete', async () => {
    await joined();
    service.say('avatar.speak_started');
    service.say('avatar.transcription', { text: 'Welcome.' });
    const starting = provider.startTurn(1);
    service.say('avatar.speak_ended');
    await starting;
    await waitUntil(() => ofType('avatar-speech-stopped').length > 0);
    expect(ofType('transcript')).to.deep.equal([{ type: 'transcript', role: 'avatar', text: 'Welcome.', final: true }]);
    expect(ofType('turn-completed')).to.deep.equal([]);
    await provider.stopTurn(1, END);
    await completed(1);
  });

  it('promise 28: keeps a late transcript with its own turn', async () => {
    await joined();
    service.isNaming = false;
    service.isAnswering = false;
    await turn(1);
    await provider.startTurn(2);
    service.say('user.transcription', { text: 'The first.' });
    expect(ofType('transcript')[0]).to.include({ turnId: 1 });
  });

  it('reads what is typed', async () => {
    await joined();
    await provider.sendText?.('Hello.');
    expect(service.room.sent.at(-1)?.message).to.include({ event_type: 'avatar.speak_response', text: 'Hello.' });
    await waitUntil(() => ofType('avatar-speech-stopped').length > 0);
  });

  it('shows what it does not know, and what is no message, and goes on', async () => {
    await joined();
    const strange = [
      '{',
      '[]',
      'null',
      '"x"',
      '{"event_type":7}',
      '{"event_type":"toString"}',
      '{"__proto__":{"x":1}}',
    ];
    for (const text of strange) service.room.say(text, 'agent-response', AGENT);
    service.room.say({ event_type: 'avatar.speak_started' }, 'another-topic', AGENT);
    expect(ofType('avatar-speech-started')).to.have.length(0);
    expect(stage.wire.filter((raw) => (raw as { topic?: string }).topic !== undefined)).to.have.length(5);
    expect(({} as { x?: number }).x).to.equal(undefined);
    await turn(1);
    await completed(1);
  });

  for (const reason of [
    'TIME_LIMIT_REACHED',
    'SESSION_LENGTH_LIMIT',
    'IDLE_TIMEOUT',
    'MAX_DURATION_REACHED',
    'TOKEN_EXPIRED',
  ]) {
    it(`says once in words why the service has ended the session, and to connect again: ${reason}`, async () => {
      await joined();
      service.say('session.stopped', { end_reason: reason });
      const message = `LiveAvatar has ended the session (${reason}). Connect again.`;
      expect(stage.events.slice(1)).to.deep.equal([{ type: 'connection-lost', code: 'session-ended', message }]);
    });
  }

  for (const reason of ['NO_CREDITS_LEFT', 'QUOTA_EXCEEDED', 'CONCURRENCY_LIMIT']) {
    it(`says once that nothing is left for another session: ${reason}`, async () => {
      await joined();
      service.say('session.stopped', { stop_reason: reason });
      const message = `LiveAvatar has ended the session (${reason}).`;
      expect(stage.events.slice(1)).to.deep.equal([{ type: 'usage-limit', message, isSessionOver: true }]);
    });
  }

  it('says plainly that a LITE session is none that works here, and ends it', async () => {
    const data = {
      session_id: 's1',
      livekit_url: 'wss://room.test',
      livekit_client_token: 'x',
      ws_url: 'wss://agent.test',
    };
    service.web.answers['/v1/sessions/start'] = { body: { code: 1000, data } };
    provider = service.provider();
    const error = await provider.connect(stage.context).catch((thrown: unknown) => thrown);
    expect(error)
      .to.have.property('message')
      .that.matches(/LITE.*mode "FULL"/);
    expect(service.web.paths()).to.deep.equal(['/v1/sessions/start', '/v1/sessions/stop']);
  });

  for (const [secs, told] of [
    [60, [60]],
    ['60', [60]],
    [10, [10]],
    [1e300, []],
    [-60, []],
    [null, []],
  ] as const) {
    it(`tells in time that a session ends which may last for ${JSON.stringify(secs)} seconds`, async () => {
      const answer = service.web.answers['/v1/sessions/start'] as { body: { data: object } };
      answer.body = { data: { ...answer.body.data, max_session_duration: secs } };
      await joined();
      await aTimeout(20);
      const ending = (remainingSecs: number) => ({ type: 'session-ending', remainingSecs, reason: 'max-duration' });
      expect(ofType('session-ending')).to.deep.equal(told.map(ending));
    });
  }

  it('refuses an interactivity that there is not, and names those that there are', () => {
    // As a page without types could give it.
    const settings = JSON.parse('{ "interactivity": "PUSH_TO_TALK" }') as LiveAvatarSettings;
    const words = 'interactivity is "PUSH_TO_TALK"; allowed: "push-to-talk", "conversational".';
    expect(() => liveavatarProvider(settings))
      .to.throw(AvatarPttError, words)
      .with.property('code', 'invalid-option');
  });

  it('reports a line that is cut, found again and lost', async () => {
    await joined();
    service.room.listener?.reconnecting();
    service.room.listener?.reconnected();
    service.room.lose(new AvatarPttError('session-taken', 'Taken.'));
    const types = stage.events.map(({ type }) => type);
    expect(types).to.deep.equal(['avatar-ready', 'reconnecting', 'reconnected', 'connection-lost']);
  });

  it("shows the avatar's picture and plays its voice, and nobody else's", async () => {
    const played: MediaStream[] = [];
    stage = backstage({ playStream: (stream) => Promise.resolve(void played.push(stream)) });
    await joined();
    const [voice, picture, other] = [new MediaStream(), new MediaStream(), new MediaStream()];
    service.room.listener?.media('audio', other, 'somebody');
    service.room.listener?.media('audio', voice, 'heygen');
    service.room.listener?.media('video', picture, 'heygen');
    expect(played).to.deep.equal([voice]);
    expect(provider.videoStream).to.equal(picture);
    service.room.listener?.media('video', null, 'heygen');
    expect(provider.videoStream).to.equal(null);
    // A tag that was drawn before it came, as after a cut, draws anew.
    expect(stage.events.filter(({ type }) => type === 'picture-changed')).to.have.length(2);
  });

  it('believes nobody else in the room', async () => {
    await joined();
    delete service.does['user.start_push_to_talk'];
    const start = provider.startTurn(1).then(
      () => 'acknowledged',
      () => 'not acknowledged',
    );
    for (const from of ['somebody', 'liveavatar-agent-s2', 'HEYGEN']) {
      service.say('user.push_to_talk_started', { from });
      service.say('user.transcription', { from, text: 'Not said.' });
      service.say('avatar.transcription', { from, text: 'Not said either.' });
      service.say('avatar.speak_started', { from });
      service.say('session.stopped', { from, end_reason: 'CREDITS' });
    }
    service.room.listener?.left('somebody');
    expect(stage.events.map(({ type }) => type)).to.deep.equal(['avatar-ready']);
    expect(JSON.stringify(stage.wire)).to.contain('"sender":"somebody"');
    service.say('user.push_to_talk_started');
    expect(await start).to.equal('acknowledged');
    expect(await Promise.race([start, aTimeout(0)])).to.equal('acknowledged');
  });

  it('stops the session when it leaves, once, and also when the page goes away', async () => {
    await joined();
    dispatchEvent(new PageTransitionEvent('pagehide'));
    stage.abort();
    await provider.disconnect();
    expect(service.web.paths()).to.deep.equal(['/v1/sessions/start', '/v1/sessions/stop']);
    expect(service.web.requests[1]?.keepalive).to.be.true;
    expect(service.room.isLeft).to.be.true;
  });

  it('stops a session that began only after its caller had left', async () => {
    const { fetch } = globalThis;
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    globalThis.fetch = async (...asked) => {
      if (new Request(...asked).url.endsWith('/start')) await begun;
      return fetch(...asked);
    };
    provider = service.provider();
    const connecting = codeOf(provider.connect(stage.context));
    await aTimeout(0);
    const leaving = provider.disconnect();
    await aTimeout(0);
    begin();
    await leaving;
    expect(await connecting).to.equal('aborted');
    expect(service.web.paths()).to.deep.equal(['/v1/sessions/start', '/v1/sessions/stop']);
    expect(service.room.requests).to.have.length(0);
  });

  it('stops a session whose room it could not join', async () => {
    provider = service.provider();
    service.room.joining = () => Promise.reject(new AvatarPttError('room-unreachable', 'No.'));
    expect(await codeOf(provider.connect(stage.context))).to.equal('room-unreachable');
    expect(service.web.paths()).to.deep.equal(['/v1/sessions/start', '/v1/sessions/stop']);
  });

  it('says what a refusal of the service means, without the token', async () => {
    const expected = { 401: 'token-refused', 403: 'token-refused', 429: 'usage-limit', 500: 'session-failed' };
    for (const [status, code] of Object.entries(expected)) {
      const body = { code: 4010, data: null, message: `No ${TOKEN} here` };
      service.web.answers['/v1/sessions/start'] = { status: Number(status), body };
      provider = service.provider();
      const error = await provider.connect(stage.context).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(AvatarPttError).and.to.have.property('code', code);
      expect(error).to.have.property('message').that.contains('No … here').and.does.not.contain(TOKEN);
    }
  });

  it('tells a web page from an answer', async () => {
    service.web.answers['/v1/sessions/start'] = { body: '<!doctype html>' };
    provider = service.provider();
    const error = await provider.connect(stage.context).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').that.contains('answered with a web page').and.not.contains('200');
  });

  it('leaves the end of a turn to the service in a conversational session', async () => {
    await joined({ sessionToken: TOKEN, interactivity: 'conversational' });
    await turn(1);
    service.say('avatar.speak_started');
    service.say('avatar.speak_ended');
    await completed(1);
    expect(sentTypes()).to.deep.equal([]);
  });

  for (const sign of ['user.speak_ended', 'user.transcription']) {
    it(`passes on the whole of an answer to the open turn of a conversational session, by ${sign}`, async () => {
      await joined({ sessionToken: TOKEN, interactivity: 'conversational' });
      await turn(1);
      service.say('user.transcription', { text: 'Hello.' });
      service.say('avatar.speak_started');
      service.say('avatar.speak_ended');
      await completed(1);
      await provider.startTurn(2);
      service.say('user.speak_started');
      service.say(sign, { text: 'And you?' });
      service.say('avatar.transcription.chunk', { text: 'Well, ' });
      service.say('avatar.speak_started');
      expect(stage.typesOf(2)).to.include('avatar-speech-started');
      await provider.stopTurn(2, END);
      service.say('avatar.transcription.chunk', { text: 'yes.' });
      service.say('avatar.speak_ended');
      await completed(2);
      const told = ['transcript', 'avatar-speech-started', 'transcript', 'avatar-speech-stopped', 'turn-completed'];
      const types = stage.typesOf(2).filter((type) => type !== 'avatar-words');
      expect(types.slice(-5)).to.deep.equal(told);
      expect(ofType('transcript').at(-1)).to.include({ role: 'avatar', text: 'Well, yes.' });
      expect(sentTypes()).to.deep.equal([]);
    });
  }

  it('takes what was heard late of an earlier turn for no end of the open one', async () => {
    await joined({ sessionToken: TOKEN, interactivity: 'conversational' });
    await provider.startTurn(1);
    service.say('user.speak_started');
    await provider.stopTurn(1, END);
    await provider.startTurn(2);
    service.say('user.speak_ended');
    service.say('user.transcription', { text: 'Hello.' });
    service.say('avatar.speak_started');
    expect(stage.typesOf(1)).to.deep.equal(['transcript', 'avatar-speech-started']);
    expect(stage.typesOf(2)).to.deep.equal([]);
  });

  it('takes back with a turn no answer to the one before', async () => {
    service.isNaming = false;
    await joined();
    service.isAnswering = false;
    await turn(1);
    await turn(2, true);
    service.say('avatar.speak_started');
    service.say('avatar.speak_ended');
    await completed(1);
    expect(sentTypes()).to.not.include('avatar.interrupt');
  });
});

const cloudThatComes = (): StandInService => {
  const cloud = new StandInService();
  cloud.room.onJoined = () => cloud.come();
  return cloud;
};
describeCloud('liveavatar', cloudThatComes, [TOKEN, 'room-token']);
