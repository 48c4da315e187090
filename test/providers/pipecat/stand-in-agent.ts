// An agent's server in the page: what a browser can reach of it, with a real WebRTC connection at the other end.
export interface Told {
  readonly type: string;
  readonly id: string;
  readonly data?: { readonly t?: string; readonly content?: string };
}

interface Asked {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: { readonly sdp?: string; readonly pc_id?: string; readonly restart_pc?: boolean };
}

const ORIGIN = 'https://agent.example';

export class StandInAgent {
  static readonly OFFER = `${ORIGIN}/api/offer`;
  static readonly START = `${ORIGIN}/bots/me/start`;
  readonly requests: Asked[] = [];
  /** What it was told on its channel. */
  readonly told: Told[] = [];
  /** Another status than 200, or another answer. */
  refusal: { status: number; body: object | string } | null = null;
  /** The server is not there. */
  isDown = false;
  isMute = false;
  answersCommands = true;
  refusesCommands = false;
  /** What it says to a turn that it was told the end of; `null` says it in its own order. */
  answer: (() => void) | null = null;
  readonly #real = globalThis.fetch;
  readonly #context = new AudioContext();
  #pc: RTCPeerConnection | null = null;
  #channel: RTCDataChannel | null = null;
  #count = 0;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    globalThis.fetch = async (input, init) => {
      const { url, headers } = new Request(input, init);
      // The provider sends text alone.
      const asked = { url: new URL(url), headers, body: JSON.parse(init?.body as string) as Asked['body'] };
      if (this.isDown) throw new TypeError('Failed to fetch');
      this.requests.push(asked);
      const { status, body } = this.refusal ?? { status: 200, body: await this.#answer(asked) };
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    };
  }

  say(type: string, data?: object, id?: string): void {
    this.raw({ label: 'rtvi-ai', type, ...(id && { id }), ...(data && { data }) });
  }

  raw(message: object | string): void {
    if (this.#channel?.readyState !== 'open') return;
    this.#channel.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Says something aloud, as the framework does: the words, then the voice. */
  speak(): void {
    this.say('bot-llm-started');
    this.say('bot-llm-text', { text: 'I heard ' });
    this.say('bot-llm-text', { text: 'you.' });
    this.say('bot-llm-stopped');
    this.say('bot-started-speaking');
    this.say('bot-tts-text', { text: 'I heard you.' });
    this.#speaking = setTimeout(() => {
      this.say('bot-stopped-speaking');
    }, 100);
  }

  commands(): string[] {
    return this.told.flatMap(({ type, data }) => (type === 'client-message' ? [data?.t ?? ''] : []));
  }

  /** The connection breaks, as by a crash of the process or a router that forgets. */
  drop(): void {
    this.#pc?.close();
  }

  restore(): void {
    globalThis.fetch = this.#real;
    clearTimeout(this.#speaking);
    this.#pc?.close();
    void this.#context.close();
  }

  async #answer({ url, body }: Asked): Promise<object> {
    if (url.pathname.endsWith('/start')) return { sessionId: 's/1', iceConfig: { iceServers: [] } };
    const isKnown = this.#pc !== null && body.pc_id === `pc${this.#count}`;
    const pc = isKnown && body.restart_pc !== true && this.#pc ? this.#pc : this.#newPeer();
    if (!isKnown) this.#count++;
    await pc.setRemoteDescription({ type: 'offer', sdp: body.sdp ?? '' });
    await pc.setLocalDescription();
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (pc.iceGatheringState === 'complete') resolve();
      };
      pc.addEventListener('icegatheringstatechange', check);
      check();
    });
    return { sdp: pc.localDescription?.sdp, type: 'answer', pc_id: `pc${this.#count}` };
  }

  /** The process starts anew, and knows no connection of before. */
  forget(): void {
    this.#pc?.close();
    this.#pc = null;
  }

  #newPeer(): RTCPeerConnection {
    this.#pc?.close();
    const pc = new RTCPeerConnection();
    this.#pc = pc;
    const [track] = this.#context.createMediaStreamDestination().stream.getAudioTracks();
    if (track) pc.addTrack(track);
    pc.addEventListener('datachannel', ({ channel }) => {
      this.#channel = channel;
      channel.addEventListener('message', ({ data }: MessageEvent<string>) => {
        this.#hear(JSON.parse(data) as Told);
      });
    });
    return pc;
  }

  #hear(told: Told): void {
    this.told.push(told);
    const { type, id, data } = told;
    if (type === 'client-ready' && !this.isMute) this.say('bot-ready', { version: '2.2.0' }, id);
    if (type === 'send-text') this.speak();
    if (type !== 'client-message') return;
    const command = data?.t;
    if (command === 'interrupt' || command === 'turn-start') clearTimeout(this.#speaking);
    if (this.refusesCommands) this.say('error-response', { error: 'Not now.' }, id);
    else if (this.answersCommands) this.say('server-response', { t: command }, id);
    if (command !== 'turn-stop') return;
    if (this.answer) this.answer();
    else {
      this.say('user-transcription', { text: ' Hello there. ', final: true });
      this.speak();
    }
  }
}
