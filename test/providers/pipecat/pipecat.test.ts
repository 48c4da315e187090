import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { pipecatProvider, type PipecatSettings } from '../../../src/providers/pipecat.js';
import type { Provider } from '../../../src/providers/provider.js';
import { backstage, describeProvider, silentTurn, type Backstage } from '../provider-contract.js';
import { StandInAgent } from './stand-in-agent.js';

// WebKitGTK is built without WebRTC in some distributions.
const describeWithWebRtc = 'RTCPeerConnection' in globalThis ? describe : describe.skip;

describeWithWebRtc('pipecatProvider', () => {
  let agent: StandInAgent;
  let stage: Backstage;
  let provider: Provider;
  beforeEach(() => {
    agent = new StandInAgent();
    stage = backstage();
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    agent.restore();
  });

  const make = (settings: PipecatSettings = {}): Provider =>
    (provider = pipecatProvider({ connectUrl: StandInAgent.OFFER, ...settings }));
  const connect = async (settings: PipecatSettings = {}): Promise<void> => {
    await make(settings).connect(stage.context);
    await waitUntil(() => stage.ofType('avatar-ready').length > 0);
  };
  const failure = (settings: PipecatSettings = {}): Promise<unknown> =>
    make(settings)
      .connect(stage.context)
      .catch((error: unknown) => error);

  describeProvider('pipecat', () => make());

  it('announces a turn, ends it after its sound, and takes one back', async () => {
    await connect();
    await silentTurn(provider, 1);
    await stage.completed(1);
    await silentTurn(provider, 2, true);
    expect(agent.commands()).to.deep.equal(['turn-start', 'turn-stop', 'turn-start', 'turn-cancel']);
  });

  it('tells what was heard, what is said, word by word, and when all of it is said', async () => {
    await connect();
    await silentTurn(provider, 1);
    await stage.completed(1);
    const lines = stage.ofType('transcript').map((event) => Object.values(event).join('|'));
    expect(lines).to.deep.equal([
      'transcript|user|Hello there.|true|1',
      'transcript|avatar|I heard |false|1',
      'transcript|avatar|I heard you.|false|1',
      'transcript|avatar|I heard you.|true|1',
    ]);
    expect(stage.ofType('avatar-words')).to.deep.equal([{ type: 'avatar-words', text: 'I heard you.', turnId: 1 }]);
    const voice = stage.typesOf(1).filter((type) => /speech|completed/.test(type));
    expect(voice).to.deep.equal(['avatar-speech-started', 'avatar-speech-stopped', 'turn-completed']);
  });

  it('does not end an answer in the pause of a model that still writes, or waits for a function', async () => {
    agent.answer = () => {
      agent.say('bot-llm-started');
      agent.say('bot-started-speaking');
      agent.say('llm-function-call-in-progress', { tool_call_id: '1' });
      agent.say('bot-llm-stopped');
      agent.say('bot-stopped-speaking');
    };
    await connect();
    await silentTurn(provider, 1);
    await waitUntil(() => stage.ofType('avatar-speech-stopped').length > 0);
    expect(stage.ofType('turn-completed')).to.have.length(0);
    agent.say('llm-function-call-stopped', { tool_call_id: '1' });
    agent.speak();
    await stage.completed(1);
    expect(stage.ofType('avatar-speech-started')).to.have.length(2);
  });

  it('interrupts before the start of a turn that follows at once', async () => {
    await connect();
    await Promise.all([provider.interrupt?.(), provider.startTurn(1)]);
    expect(agent.commands()).to.deep.equal(['interrupt', 'turn-start']);
  });

  it('has what nobody wants to hear any more interrupted', async () => {
    await connect();
    await silentTurn(provider, 1, true);
    agent.speak();
    await waitUntil(() => agent.commands().includes('interrupt'));
    expect(stage.ofType('avatar-speech-started')).to.have.length(0);
  });

  it('rejects a command that the agent refuses, with its words', async () => {
    agent.refusesCommands = true;
    await connect();
    const error = await provider.startTurn(1).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'command-refused' });
    expect(String(error)).to.contain('Not now.');
  });

  it('takes an answer to something else for none to a command', async () => {
    agent.answersCommands = false;
    await connect();
    const started = provider.startTurn(1).then(
      () => 'acknowledged',
      () => 'unacknowledged',
    );
    await waitUntil(() => agent.commands().length > 0);
    agent.say('server-response', { t: 'turn-start' }, 'another');
    expect(await started).to.equal('unacknowledged');
  });

  it('sends text, which interrupts', async () => {
    await connect();
    await provider.sendText?.('Good evening.');
    await waitUntil(() => agent.told.some(({ type }) => type === 'send-text'));
    expect(agent.told.at(-1)?.data).to.deep.equal({ content: 'Good evening.', options: { run_immediately: true } });
    await waitUntil(() => stage.ofType('avatar-speech-stopped').length > 0);
  });

  it('reports muting, errors and what the parts of the agent took', async () => {
    await connect();
    agent.say('user-mute-started');
    agent.say('user-mute-stopped');
    agent.say('error', { error: 'No voice.', fatal: false });
    agent.say('metrics', {
      ttfb: [
        { processor: 'Stt#0', value: 0.25 },
        { processor: 'Llm#0', value: 0 },
      ],
      tokens: [{}],
    });
    agent.say('error', { error: 'Over.', fatal: true });
    await waitUntil(() => stage.ofType('connection-lost').length > 0);
    expect(stage.ofType('user-muted').map((event) => 'isMuted' in event && event.isMuted)).to.deep.equal([true, false]);
    expect(stage.ofType('session-error')[0]).to.include({ code: 'service-error' });
    expect(stage.ofType('service-timing')).to.deep.equal([
      { type: 'service-timing', measure: 'ttfb', processor: 'Stt#0', tookMs: 250 },
    ]);
  });

  it('shows what has no meaning here as it came, whatever it is', async () => {
    await connect();
    const before = stage.events.length;
    const strange = [
      '',
      '[1]',
      '{"label":"rtvi-ai"}',
      '{"label":"other","type":"error","data":{"fatal":true}}',
      'null',
    ];
    for (const message of strange) agent.raw(message);
    agent.say('constructor', { length: 1 });
    agent.say('metrics', { ttfb: [null, { value: 'much' }, { value: -1 }], processing: 'none' });
    await waitUntil(() => stage.wire.some((raw) => JSON.stringify(raw).includes('much')));
    expect(stage.events.slice(before)).to.deep.equal([]);
  });

  it('leaves the turns to an agent that finds them itself', async () => {
    await connect({ turns: 'found' });
    await provider.startTurn(1);
    agent.say('user-started-speaking');
    agent.say('user-stopped-speaking');
    agent.speak();
    await waitUntil(() => stage.typesOf(1).includes('avatar-speech-started'));
    await provider.stopTurn(1, { isDiscarded: false, endMs: Infinity });
    await provider.interrupt?.();
    expect(agent.commands()).to.deep.equal([]);
  });

  it('makes another offer for the same connection when the agent wishes', async () => {
    await connect();
    agent.raw({ type: 'signalling', message: { type: 'renegotiate' } });
    await waitUntil(() => agent.requests.length === 2);
    expect(agent.requests[1]?.body).to.include({ pc_id: 'pc1', restart_pc: false });
    await silentTurn(provider, 1);
  });

  it('comes back to the same agent when the line breaks', async () => {
    await connect();
    agent.drop();
    await waitUntil(() => stage.ofType('reconnected').length > 0, 'the line', { timeout: 15_000 });
    expect(agent.requests.at(-1)?.body).to.include({ pc_id: 'pc1', restart_pc: true });
    expect(stage.ofType('reconnecting')).to.have.length(1);
    expect(stage.ofType('avatar-gone')).to.have.length(0);
    await silentTurn(provider, 1);
    await stage.completed(1);
  });

  it('tells of an agent that has begun anew', async () => {
    await connect();
    agent.forget();
    await waitUntil(() => stage.ofType('avatar-ready').length > 1, 'the agent', { timeout: 15_000 });
    const types = stage.events.map(({ type }) => type).filter((type) => /avatar-(gone|ready)|connect/.test(type));
    expect(types).to.deep.equal(['avatar-ready', 'reconnecting', 'avatar-gone', 'reconnected', 'avatar-ready']);
  });

  it('gives up at once where the agent refuses to have it back', async () => {
    await connect();
    agent.refusal = { status: 401, body: { detail: 'Who are you?' } };
    agent.drop();
    await waitUntil(() => stage.ofType('connection-lost').length > 0, 'the end', { timeout: 15_000 });
    expect(stage.ofType('connection-lost')[0]).to.include({ code: 'token-refused' });
  });

  it('ends when the agent leaves', async () => {
    await connect();
    agent.raw({ type: 'signalling', message: { type: 'peerLeft' } });
    await waitUntil(() => stage.ofType('connection-lost').length > 0);
    agent.drop();
    await aTimeout(300);
    expect(stage.events.at(-1)).to.include({ type: 'connection-lost', code: 'session-ended' });
  });

  it('asks a start address for a session, and offers to that', async () => {
    await connect({ connectUrl: StandInAgent.START, tokenProvider: () => 'a-token' });
    const [start, offer] = agent.requests;
    expect(start?.body).to.deep.equal({ transport: 'webrtc' });
    expect(offer?.url.pathname).to.equal('/bots/me/sessions/s%2F1/api/offer');
    for (const { headers } of agent.requests) expect(headers.get('authorization')).to.equal('Bearer a-token');
    expect(JSON.stringify([stage.events, stage.wire])).to.not.contain('a-token');
  });

  it('sends the headers and the body that the page gives', async () => {
    await connect({ tokenProvider: () => ({ headers: { 'X-Key': 'mine', bad: 1 }, body: { user: 'Ada' } }) });
    const [offer] = agent.requests;
    expect(offer?.headers.get('x-key')).to.equal('mine');
    expect(offer?.body).to.deep.include({ request_data: { user: 'Ada' } });
  });

  const refusals: [name: string, refusal: StandInAgent['refusal'], code: string][] = [
    ['a refused token', { status: 403, body: {} }, 'token-refused'],
    ['a limit', { status: 429, body: { detail: 'Too many.' } }, 'usage-limit'],
    ['an error of the server', { status: 500, body: 'oops' }, 'connect-refused'],
    ['a page', { status: 200, body: '<html>' }, 'connect-refused'],
    ['an answer that is none', { status: 200, body: { sdp: 'v=0', type: 'offer' } }, 'connect-refused'],
    [
      'a description that no browser reads',
      { status: 200, body: { sdp: 'nonsense', type: 'answer' } },
      'connect-refused',
    ],
  ];
  for (const [name, refusal, code] of refusals) {
    it(`says of ${name} what it is`, async () => {
      agent.refusal = refusal;
      expect(await failure()).to.include({ name: 'AvatarPttError', code });
    });
  }

  it('does not show the token that a server repeats', async () => {
    agent.refusal = { status: 403, body: { detail: 'Nobody knows a-token here.' } };
    const error = String(await failure({ tokenProvider: () => 'a-token' }));
    expect(error).to.contain('Nobody knows').and.to.not.contain('a-token');
  });

  it('says what is missing or wrong of its settings', async () => {
    expect(await failure({ connectUrl: '' })).to.include({ code: 'invalid-option' });
    expect(await failure({ connectUrl: 'https://[' })).to.include({ code: 'invalid-option' });
    expect(await failure({ tokenProvider: () => '' })).to.include({ code: 'token-failed' });
    agent.isDown = true;
    expect(await failure()).to.include({ code: 'service-unreachable' });
    // @ts-expect-error What plain JavaScript may pass.
    expect(() => pipecatProvider({ turns: 'guessed' })).to.throw(/allowed: "announced", "found"/);
  });
});
