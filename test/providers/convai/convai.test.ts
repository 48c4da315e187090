import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { AvatarPttError } from '../../../src/core/error.js';
import { convaiProvider, type ConvaiSettings } from '../../../src/providers/convai.js';
import type { Provider } from '../../../src/providers/provider.js';
import { codeOf } from '../../session/stand-ins.js';
import { describeCloud } from '../cloud/cloud-contract.js';
import { backstage, silentTurn, type Backstage } from '../provider-contract.js';
import { StandInFetch, StandInRoom } from '../cloud/stand-in-room.js';
import { VirtualTime } from '../virtual-time.js';

const TOKEN = 'a-short-lived-token';
const END = { isDiscarded: false, endMs: Infinity };

type Shape = (type: string, data: object) => object;

const DIRECT: Shape = (type, data) => ({ label: 'rtvi-ai', type, data });
const WRAPPED: Shape = (type, data) => ({ label: 'rtvi-ai', type: 'server-message', data: { type, ...data } });
const FLAT: Shape = (type, data) => ({ type, ...data });

/** The service as its documents describe it: it responds to each command, and answers each turn. */
class StandInService {
  readonly web = new StandInFetch();
  readonly room = new StandInRoom();
  /** How it responds to a command; null: not at all. */
  responds: (type: string) => string | null = () => 'success';
  /** What it does at the end of a turn. */
  onTurn: () => void = () => this.answer();
  #responses = 0;
  #speaking = '';
  #timer = 0;

  constructor() {
    const answer = { room_url: 'wss://room.test', token: 'room-token', character_session_id: 'c-1', session_id: 's' };
    this.web.answers = { '/connect': { body: answer }, '/mine': { body: answer } };
    this.room.onJoined = () => this.say('bot-ready');
    this.room.onMessage = ({ message: { type } }) => {
      const status = this.responds(String(type));
      if (status) this.say('server-response', { event_type: type, status }, FLAT);
      if (status !== 'success') return;
      if (type === 'interrupt-bot') this.silenceAvatar();
      if (type === 'force-user-stopped-speaking') this.onTurn();
      if (type === 'user_text_message') this.answer();
    };
  }

  provider(settings: ConvaiSettings = {}): Provider {
    const usual = { apiUrl: 'https://api.test/', characterId: 'someone', sessionToken: TOKEN };
    return convaiProvider({ ...usual, ...settings }, this.room.join);
  }

  say(type: string, data: object = {}, shape = DIRECT): void {
    this.room.say(shape(type, data));
  }

  answer(): void {
    this.silenceAvatar();
    this.#timer = window.setTimeout(() => {
      this.#speaking = `r-${++this.#responses}`;
      this.say('bot-started-speaking', { response_id: this.#speaking });
      this.#timer = window.setTimeout(() => this.silenceAvatar(false), 30);
    }, 20);
  }

  silenceAvatar(isInterrupted = true): void {
    clearTimeout(this.#timer);
    if (!this.#speaking) return;
    this.say('bot-stopped-speaking', { response_id: this.#speaking });
    this.say('bot-turn-completed', { was_interrupted: isInterrupted, response_id: this.#speaking }, WRAPPED);
    this.#speaking = '';
  }
}

let service: StandInService;
let stage: Backstage;
let provider: Provider;

async function joined(settings?: ConvaiSettings, context: Partial<Backstage['context']> = {}): Promise<void> {
  provider = service.provider(settings);
  await provider.connect({ ...stage.context, ...context });
  await waitUntil(() => ofType('avatar-ready').length > 0);
}

const turn = (turnId: number, isDiscarded = false): Promise<void> => silentTurn(provider, turnId, isDiscarded);
const sentTypes = (): unknown[] => service.room.sent.map(({ message }) => message['type']);
const ofType = (type: string): object[] => stage.ofType(type);
const completed = (turnId: number): Promise<void> => stage.completed(turnId);
const linesOf = (): string[] => ofType('transcript').map((event) => Object.values(event).slice(1).join('|'));

describe('convaiProvider', () => {
  beforeEach(() => {
    service = new StandInService();
    stage = backstage();
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    service.web.restore();
  });

  it('asks to connect with a token and what the service reads, and nothing that was not set', async () => {
    await joined({ request: { default_tts_enabled: true, character_id: 'another' } });
    const [request] = service.web.requests;
    expect(request?.url).to.equal('https://api.test/connect');
    expect(request?.headers.get('api-auth-token')).to.equal(TOKEN);
    expect(request?.body).to.deep.equal({
      character_id: 'someone',
      transport: 'livekit',
      connection_type: 'audio',
      default_stt_enabled: false,
      default_tts_enabled: true,
    });
    expect(service.room.tracks).to.have.length(1);
  });

  it('sends the turn-taking settings in hands-free, and the voice detection that was set', async () => {
    const smartTurn = { stopSecs: 2.5, preSpeechMs: 80, maxDurationSecs: 9 };
    const vad = { confidence: 0.5, startSecs: 0.1, stopSecs: 0.3, minVolume: 0.4 };
    await joined({}, { mode: 'hands-free', smartTurn, vad, isServerSttOn: true });
    const params = { stop_secs: 2.5, pre_speech_ms: 80, max_duration_secs: 9 };
    expect(service.web.requests[0]?.body).to.deep.include({
      turn_detection_config: { type: 'smart_turn', params },
      vad_params: { confidence: 0.5, start_secs: 0.1, stop_secs: 0.3, min_volume: 0.4 },
      default_stt_enabled: true,
    });
    expect(provider.serviceTurn).to.deep.equal(smartTurn);
  });

  it('leaves the detection out in hands-free that the application ends', async () => {
    await joined({}, { mode: 'hands-free', smartTurn: null });
    expect(service.web.requests[0]?.body).to.not.have.property('turn_detection_config');
    expect(provider.serviceTurn).to.equal(null);
  });

  it('asks an address of the page without a token, and asks for none', async () => {
    const tokens = { sessionToken: TOKEN, tokenUrl: 'https://mine.test/token', tokenProvider: () => TOKEN };
    await joined({ connectUrl: 'https://mine.test/mine', ...tokens });
    const [request, ...others] = service.web.requests;
    expect(request?.url).to.equal('https://mine.test/mine');
    expect(request?.headers.get('api-auth-token')).to.equal(null);
    expect(others).to.have.length(0);
  });

  it('goes on with the conversation before', async () => {
    await joined();
    await provider.disconnect();
    await provider.connect(stage.context);
    expect(service.web.requests[1]?.body).to.include({ character_session_id: 'c-1' });
  });

  it('says what a refusal of the service means, without the token', async () => {
    const field = { loc: ['body', 'character_id'], msg: 'Field required' };
    const cases = [
      [401, { detail: `Bad ${TOKEN}` }, 'token-refused', 'Bad …'],
      [404, { detail: 'No such character' }, 'connect-refused', 'No such character'],
      [422, { detail: [field] }, 'connect-refused', 'body.character_id Field required'],
      [429, { detail: 'Busy', request_trace_id: 't-9' }, 'usage-limit', 'trace t-9'],
    ] as const;
    for (const [status, body, code, words] of cases) {
      service.web.answers['/connect'] = { status, body };
      provider = service.provider();
      const error = await provider.connect(stage.context).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(AvatarPttError).and.to.have.property('code', code);
      expect(error).to.have.property('message').that.contains(words).and.does.not.contain(TOKEN);
    }
  });

  it('names your server, not Convai, where that refuses', async () => {
    const page = '<!doctype html><title>Not here</title>';
    const cases = [
      [
        401,
        { detail: 'Log in first.' },
        'connect-refused',
        'mine.test could not connect (401). It said: Log in first.',
      ],
      [200, page, 'connect-refused', 'could not connect: its answer names no room. It answered with a web page'],
      [200, {}, 'connect-refused', 'mine.test could not connect: its answer names no room.'],
      [422, { detail: 'Convai answered 422: x' }, 'connect-refused', 'connect. It said: Convai answered 422: x'],
      [502, { detail: 'A answered 500. It said: x' }, 'connect-refused', 'connect (502). A answered 500. It said: x'],
      [429, {}, 'usage-limit', 'mine.test takes no more conversations now (429).'],
    ] as const;
    for (const [status, body, code, words] of cases) {
      service.web.answers['/mine'] = { status, body };
      provider = service.provider({ connectUrl: 'https://mine.test/mine' });
      const error = await provider.connect(stage.context).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', code);
      expect(error).to.have.property('message').that.contains(words);
    }
  });

  it('names the address that connects among what is missing', async () => {
    for (const characterId of ['', 'character-1']) {
      provider = service.provider({ sessionToken: '', characterId });
      const error = await provider.connect(stage.context).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message').that.contains('`connect-url`');
    }
  });

  it('needs a character', async () => {
    provider = service.provider({ characterId: '' });
    expect(await codeOf(provider.connect(stage.context))).to.equal('invalid-option');
  });

  it('begins a turn once speech-to-text listens', async () => {
    await joined();
    service.responds = () => null;
    const listening = provider.setServerStt?.(true);
    let isStarted = false;
    const starting = provider.startTurn(1).then(() => (isStarted = true));
    await aTimeout(20);
    expect(isStarted).to.be.false;
    expect(service.room.sent[0]?.message).to.deep.equal({ type: 'stt-toggle', data: { muted: false } });
    service.say('server-response', { event_type: 'stt-toggle', status: 'processing' }, FLAT);
    await aTimeout(0);
    expect(isStarted).to.be.false;
    service.say('server-response', { event_type: 'stt-toggle', status: 'success' }, FLAT);
    await Promise.all([listening, starting]);
  });

  it('fails a command that the service refuses', async () => {
    await joined();
    service.responds = () => 'error';
    expect(await codeOf(provider.setServerStt!(true))).to.equal('command-refused');
    expect(await codeOf(provider.startTurn(1))).to.equal('command-refused');
    expect(await codeOf(provider.stopTurn(1, END))).to.equal('command-refused');
  });

  it('takes back a listening that was never confirmed', async () => {
    await joined();
    service.responds = () => null;
    const time = new VirtualTime();
    const listening = codeOf(provider.setServerStt!(true));
    await time.pass();
    time.restore();
    expect(await listening).to.equal('not-acknowledged');
    const [first, ...others] = service.room.sent.map(({ message }) => message['data']);
    expect(first).to.deep.equal({ muted: false });
    expect(others).to.deep.equal(others.map(() => ({ muted: true })));
  });

  it('says that nobody is to listen until that is confirmed, and not after somebody speaks again', async () => {
    await joined();
    const toggles = () => service.room.sent.map(({ message }) => message['data']);
    let isHeard = 0;
    service.responds = () => (++isHeard > 2 ? 'success' : null);
    const time = new VirtualTime();
    const stopping = codeOf(provider.setServerStt!(false));
    await time.pass();
    expect(await stopping).to.equal('not-acknowledged');
    expect(toggles()).to.deep.equal([{ muted: true }, { muted: true }, { muted: true }]);
    isHeard = -1;
    service.responds = () => (++isHeard > 0 ? 'success' : null);
    const both = [codeOf(provider.setServerStt!(false)), codeOf(provider.setServerStt!(true))];
    await time.pass();
    time.restore();
    await Promise.all(both);
    expect(toggles().slice(3)).to.deep.equal([{ muted: true }, { muted: false }]);
  });

  it('ends a turn by force, and tells the answer in order', async () => {
    await joined();
    await turn(4);
    await completed(4);
    expect(sentTypes()).to.deep.equal(['force-user-stopped-speaking']);
    expect(service.room.sent[0]?.isAfterSound).to.be.true;
    const told = ['avatar-speech-started', 'avatar-speech-stopped', 'turn-completed'];
    expect(stage.typesOf(4)).to.deep.equal(told);
  });

  it('speaks until its sound has drained, whatever the server has completed', async () => {
    let level = 0.5;
    stage = backstage({ level: () => level });
    await joined();
    service.onTurn = () => service.say('bot-started-speaking');
    await turn(1);
    await waitUntil(() => stage.typesOf(1).includes('avatar-audible'));
    service.say('bot-stopped-speaking');
    service.say('bot-turn-completed', { was_interrupted: false });
    await completed(1);
    expect(stage.typesOf(1)).to.not.include('avatar-speech-stopped');
    level = 0;
    await waitUntil(() => stage.typesOf(1).includes('avatar-speech-stopped'));
  });

  for (const [name, shape] of Object.entries({ DIRECT, WRAPPED, FLAT })) {
    it(`reads messages of the shape ${name}`, async () => {
      await joined();
      service.onTurn = () => service.say('llm-no-response', { reason: 'silence' }, shape);
      await turn(1);
      await waitUntil(() => ofType('no-response').length > 0);
      expect(ofType('no-response')[0]).to.deep.equal({ type: 'no-response', turnId: 1, message: 'silence' });
    });
  }

  it('takes moderation for a block only where the result says so', async () => {
    await joined();
    service.onTurn = () => {};
    await turn(1);
    service.say('moderation-response', { result: true, reason: 'fine' });
    expect(ofType('moderation-blocked')).to.have.length(0);
    service.say('moderation-response', { result: false, reason: 'rude' });
    expect(ofType('moderation-blocked')[0]).to.include({ turnId: 1, message: 'rude' });
  });

  it('drops what completes of an interrupted answer', async () => {
    await joined();
    await turn(1);
    await waitUntil(() => stage.typesOf(1).includes('avatar-speech-started'));
    await provider.interrupt?.();
    await turn(2);
    await completed(2);
    expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started']);
  });

  it('silences the answer to a turn that was taken back', async () => {
    await joined();
    await turn(1, true);
    await aTimeout(80);
    expect(sentTypes().slice(0, 2)).to.deep.equal(['force-user-stopped-speaking', 'interrupt-bot']);
    expect(stage.typesOf(1)).to.deep.equal([]);
  });

  it('takes back with a turn no answer to the one before', async () => {
    await joined();
    service.onTurn = () => {};
    await turn(1);
    service.onTurn = () => service.say('llm-no-response', { reason: 'no speech' }, WRAPPED);
    await turn(2, true);
    await aTimeout(0);
    expect(stage.events).to.have.length(1);
    service.answer();
    await completed(1);
    expect(sentTypes()).to.not.include('interrupt-bot');
    expect(stage.typesOf(2)).to.deep.equal([]);
  });

  it('silences the answer to a turn that was taken back once the one before is answered', async () => {
    await joined();
    service.onTurn = () => {};
    await turn(1);
    await turn(2, true);
    service.answer();
    await completed(1);
    service.answer();
    await waitUntil(() => sentTypes().includes('interrupt-bot'));
    expect(ofType('avatar-speech-started')).to.have.length(1);
  });

  it('expects once what a stop that is sent again ends', async () => {
    await joined();
    service.onTurn = () => {};
    await turn(1);
    await provider.interrupt?.();
    await provider.stopTurn(1, END);
    service.answer();
    await aTimeout(60);
    expect(stage.typesOf(1)).to.deep.equal([]);
  });

  it('gives the whole line so far, once when it is final, and the turn it belongs to', async () => {
    await joined();
    service.onTurn = () => {};
    await turn(5);
    service.say('user-transcription', { text: 'Good', final: false });
    service.say('user-transcription', { text: 'Good morning,', final: true });
    service.say('user-transcription', { text: 'you.', final: true });
    service.say('final-user-transcription', { text: 'Good morning, you.' }, WRAPPED);
    service.say('bot-llm-started');
    for (const text of ['Hi ', 'there.']) service.say('bot-llm-text', { text });
    service.say('bot-llm-stopped');
    service.say('bot-transcription', { text: 'Hi there.' });
    expect(linesOf()).to.deep.equal([
      'user|Good|false|5',
      'user|Good morning,|true|5',
      'user|Good morning, you.|true|5',
      'avatar|Hi |false|5',
      'avatar|Hi there.|false|5',
      'avatar|Hi there.|true|5',
    ]);
  });

  it('needs not tell the end that the service has found by itself', async () => {
    await joined({}, { mode: 'hands-free' });
    await provider.startTurn(1);
    service.say('user-started-speaking');
    service.say('user-stopped-speaking');
    service.answer();
    await provider.stopTurn(1, END);
    await completed(1);
    expect(sentTypes()).to.deep.equal([]);
  });

  for (const mode of ['push-to-talk', 'hands-free'] as const) {
    it(`passes on the whole of an answer to the open turn, in ${mode}`, async () => {
      await joined({}, { mode: 'hands-free' });
      await provider.setMode?.(mode);
      await turn(1);
      await completed(1);
      service.room.sent.length = 0;
      service.onTurn = () => {};
      await provider.startTurn(2);
      service.say('user-started-speaking');
      service.say('user-stopped-speaking');
      service.say('final-user-transcription', { text: 'And you?' }, WRAPPED);
      service.say('bot-llm-text', { text: 'Well, ' });
      service.say('bot-started-speaking', { response_id: 'r' });
      // The session ends the turn by this.
      expect(stage.typesOf(2)).to.deep.equal(['transcript', 'transcript', 'avatar-speech-started']);
      await provider.stopTurn(2, END);
      service.say('bot-llm-text', { text: 'yes.' });
      service.say('bot-stopped-speaking', { response_id: 'r' });
      service.say('bot-turn-completed', { was_interrupted: false, response_id: 'r' }, WRAPPED);
      await completed(2);
      expect(stage.typesOf(2).slice(3)).to.deep.equal(['transcript', 'avatar-speech-stopped', 'turn-completed']);
      expect(linesOf().slice(-3)).to.deep.equal([
        'user|And you?|true|2',
        'avatar|Well, |false|2',
        'avatar|Well, yes.|false|2',
      ]);
      const force = mode === 'push-to-talk' ? ['force-user-stopped-speaking'] : [];
      expect(sentTypes()).to.deep.equal(force);
    });
  }

  it('takes the end of an earlier turn for none of the open one', async () => {
    await joined({}, { mode: 'hands-free' });
    service.onTurn = () => {};
    await provider.startTurn(1);
    service.say('user-started-speaking');
    await provider.stopTurn(1, END);
    await provider.startTurn(2);
    service.say('user-stopped-speaking');
    service.answer();
    await completed(1);
    await provider.stopTurn(2, END);
    expect(stage.typesOf(2)).to.deep.equal([]);
    expect(sentTypes()).to.deep.equal(['force-user-stopped-speaking', 'force-user-stopped-speaking']);
  });

  it('tells the end to a service that heard the user go on', async () => {
    await joined({}, { mode: 'hands-free' });
    await provider.startTurn(1);
    service.say('user-stopped-speaking');
    service.say('user-started-speaking');
    await provider.stopTurn(1, END);
    expect(sentTypes()).to.deep.equal(['force-user-stopped-speaking']);
  });

  it('promise 14: tells of idleness, and of the person who acts after that', async () => {
    await joined();
    await provider.startTurn(1);
    expect(sentTypes()).to.deep.equal([]);
    service.say('user-idle-warning', { remaining_seconds: 30, message: 'Still there?' }, WRAPPED);
    expect(ofType('idle-warning')[0]).to.include({ remainingSecs: 30, message: 'Still there?' });
    for (const secs of ['20', 1e300, 'soon', null]) service.say('user-idle-warning', { remaining_seconds: secs });
    expect(ofType('idle-warning').slice(1)).to.deep.equal([{ type: 'idle-warning', remainingSecs: 20 }]);
    await provider.startTurn(2);
    await provider.startTurn(3);
    await aTimeout(0);
    expect(sentTypes()).to.deep.equal(['reset-idle-timer']);
  });

  it('believes nobody but the avatar, which is who said first that it is ready', async () => {
    await joined();
    service.responds = () => null;
    let isAcknowledged = false;
    void provider.setServerStt?.(true).then(() => (isAcknowledged = true));
    const told = [
      FLAT('server-response', { event_type: 'stt-toggle', status: 'success' }),
      DIRECT('user-transcription', { text: 'Not said.', final: true }),
      DIRECT('bot-llm-text', { text: 'Not said either.' }),
      DIRECT('bot-ready', {}),
      WRAPPED('bot-started-speaking', {}),
      DIRECT('usage-limit-reached', {}),
      DIRECT('error', { error: 'Gone', fatal: true }),
    ];
    for (const message of told) service.room.say(message, '', 'somebody');
    await aTimeout(0);
    expect(isAcknowledged).to.equal(false);
    expect(stage.events.map(({ type }) => type)).to.deep.equal(['avatar-ready']);
    service.say('server-response', { event_type: 'stt-toggle', status: 'success' }, FLAT);
    await aTimeout(0);
    expect(isAcknowledged).to.equal(true);
  });

  it("plays the avatar's sound and picture, whenever they came, and nobody else's", async () => {
    const played: (MediaStream | null)[] = [];
    stage = backstage({ playStream: (stream) => Promise.resolve(void played.push(stream)) });
    service.room.onJoined = () => {};
    provider = service.provider();
    await provider.connect(stage.context);
    const [voice, picture, other] = [new MediaStream(), new MediaStream(), new MediaStream()];
    const { listener } = service.room;
    listener?.joined('somebody');
    listener?.media('audio', other, 'somebody');
    listener?.media('video', other, 'somebody');
    listener?.media('audio', voice, 'bot-7');
    listener?.media('video', picture, 'bot-7');
    expect(played).to.deep.equal([]);
    service.room.say(DIRECT('bot-ready', {}), '', 'bot-7');
    listener?.media('audio', null, 'somebody');
    listener?.media('video', null, 'somebody');
    listener?.left('somebody');
    expect(played).to.deep.equal([voice]);
    expect(provider.videoStream).to.equal(picture);
  });

  it('knows the avatar again after a cut, and takes another one only while it is gone', async () => {
    await joined();
    const ready = (): number => ofType('avatar-ready').length;
    service.room.listener?.left('agent');
    service.say('user-idle-warning', { remaining_seconds: 9 });
    expect(ofType('idle-warning')).to.have.length(1);
    service.room.say(DIRECT('bot-ready', {}), '', 'another');
    expect(ready()).to.equal(1);
    service.room.listener?.left('agent');
    service.room.say(DIRECT('bot-ready', {}), '', 'another');
    expect(ready()).to.equal(2);
  });

  it('is told of an error before the avatar is there', async () => {
    service.room.onJoined = () => service.say('error', { error: 'No such voice', fatal: true });
    await joined().catch(() => undefined);
    await waitUntil(() => ofType('connection-lost').length > 0);
  });

  it('tells limits and errors, and ends with a fatal one', async () => {
    await joined();
    service.say('usage-limit-reached', { quota_type: 'daily', message: 'Used up.' });
    service.say('error', { error: 'Slow down', fatal: false });
    service.say('error', { error: 'Gone', fatal: true });
    expect(ofType('usage-limit')[0]).to.include({ message: 'Used up.' });
    expect(ofType('session-error')[0]).to.include({ code: 'service-error' });
    expect(ofType('connection-lost')[0]).to.have.property('message').that.contains('Gone');
  });

  it('shows what it does not know, and what is no message, and goes on', async () => {
    await joined();
    const strange = ['{', '[]', 'null', '{"type":7}', '{"type":"server-message"}', '{"type":"constructor","data":[]}'];
    for (const text of strange) service.room.say(text);
    expect(stage.events.map(({ type }) => type)).to.deep.equal(['avatar-ready']);
    await turn(1);
    await completed(1);
  });
});

describeCloud('convai', () => new StandInService(), [TOKEN, 'room-token']);
