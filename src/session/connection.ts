import type { AudioEvent, AudioListener, AudioPath, AudioSetup } from '../audio/audio-path.js';
import { toAvatarPttError } from '../core/error.js';
import { customVad, isServerSttInitiallyOn, smartTurnSettings } from '../core/settings/merge-turn-taking.js';
import type { TurnEffect } from '../core/machine/turn-events.js';
import type { Capabilities, TurnState } from '../core/machine/turn-state.js';
import type { TurnAudio } from '../audio/turn-audio.js';
import type { Provider, ProviderContext } from '../providers/provider.js';
import { AvatarWatch } from './avatar-watch.js';
import { backendEvent } from './check-event.js';
import type { SoundListeners } from './sound-listeners.js';
import { Hearing } from './hearing.js';
import type { AnalyzerInForce, SessionInput } from './session-types.js';
import { Wire, invoke } from './wire.js';

type Emit = ProviderContext['emit'];

/** Opens the audio of a connection; the browser's own by default. */
export type OpenAudio = (listener: AudioListener, setup: AudioSetup) => AudioPath;

/** What a connection needs from its session. */
export interface ConnectionHost {
  readonly provider: Provider;
  readonly openAudio: OpenAudio;
  readonly setup: AudioSetup;
  readonly constraints: MediaTrackConstraints;
  state(): TurnState;
  send(event: SessionInput): void;
  /** Who wants to know what is heard. */
  readonly listeners: SoundListeners;
  /** The audio is running, or the page is back: a chance to look at the clock. */
  readonly beat: () => void;
  /** Whether no other connection has the provider by now. */
  isLast(): boolean;
}

const RENEW_AGAIN_MS = 10_000;
const SILENCED = { code: 'microphone-stopped', message: 'The microphone had to be closed. Press again to open it.' };

/** Leaving waits no longer than that for a backend. */
const LEAVE_MS = 5000;

/** What is done in the world while there is a connection. */
type ConnectionEffect = Exclude<TurnEffect, { type: 'connect-provider' | 'disconnect-provider' | 'announce' }>;

/** The hands of a session while it is connected: effects in, events out. Everything it opened ends in `close`. */
export class Connection {
  readonly audio: AudioPath;
  readonly #host: ConnectionHost;
  readonly #abort = new AbortController();
  readonly #wire: Wire;
  readonly #hearing: Hearing;
  readonly #watch: AvatarWatch;
  #renewedAt = -Infinity;
  #hasFailedToReceive = false;
  #opening = 0;
  #isOpen = false;

  constructor(host: ConnectionHost) {
    this.#host = host;
    this.#wire = new Wire(host.provider, this.#send, this.#abort.signal);
    this.audio = host.openAudio(this.#listener(), host.setup);
    this.#hearing = new Hearing({
      audio: this.audio,
      listeners: host.listeners,
      state: () => host.state(),
      send: this.#send,
    });
    this.#watch = new AvatarWatch(this.audio.output, () => this.#send({ type: 'avatar-speech-stopped' }));
    const { signal } = this.#abort;
    for (const type of ['visibilitychange', 'resume']) document.addEventListener(type, this.#back, { signal });
    // An old browser has none, and says so when a microphone is asked for.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener('devicechange', this.#reopen, { signal });
  }

  async connect(): Promise<void> {
    const { provider } = this.#host;
    const { signal } = this.#abort;
    // Whoever had the provider before may have taken long to leave.
    if (this.#isOver()) return;
    const { options: told } = this.#host.state();
    try {
      await provider.connect({
        emit: this.#emit,
        microphoneTrack: () => this.audio.track(),
        output: this.audio.output,
        mode: told.mode,
        turnTaking: told,
        smartTurn: smartTurnSettings(told),
        vad: customVad(told),
        isServerSttOn: isServerSttInitiallyOn(told),
        signal,
      });
      // One that has joined although it was told to leave is told once more.
      if (this.#isOver() && this.#host.isLast()) await provider.disconnect();
      this.#send({ type: 'connected', capabilities: capabilitiesOf(provider), told });
    } catch (error) {
      const { code, message } = toAvatarPttError(error, 'connect-failed');
      this.#send({ type: 'connect-failed', code, message });
    }
  }

  /** Does what was decided. Gates come first by the machine's order, and nothing here waits. */
  run(effect: ConnectionEffect): void {
    const { audio } = this;
    const wire = this.#wire;
    switch (effect.type) {
      case 'open-microphone':
        void this.#openMicrophone(effect.deviceId, effect.isEchoCancelled);
        return;
      case 'close-microphone':
        this.#closeMicrophone();
        return;
      case 'open-gate':
        audio.openGate(effect.turnId, effect.at, effect.fromMs, effect.leadMs);
        // Ambient sound is nobody's turn, so nobody acknowledges it.
        if (effect.turnId === 0) audio.letFlow(0);
        return;
      case 'let-flow':
        audio.letFlow(effect.turnId);
        return;
      case 'close-gate':
        audio.closeGate(effect.turnId, effect.at, effect.untilMs, effect.isDiscarded);
        return;
      case 'interrupt-avatar':
        audio.output.stop(effect.fadeOutSecs);
        wire.ask(effect.type, (provider) => provider.interrupt?.());
        return;
      case 'ask-to-be-heard':
        wire.ask(effect.type, (provider) => provider.unmute?.());
        return;
      case 'duck-avatar':
        audio.output.duck(effect.isDucked);
        return;
      case 'start-turn':
        wire.startTurn(effect.turnId);
        return;
      case 'stop-turn':
        wire.stopTurn(effect.turnId, effect.isDiscarded, audio.drained(effect.turnId));
        return;
      case 'set-server-stt':
        wire.setServerStt(effect.isEnabled, effect.turnId);
        return;
      case 'apply-mode':
        wire.setMode(effect.mode, effect.isServerSttOn);
        return;
      case 'apply-turn-taking':
        wire.ask(effect.type, (provider) => provider.applyTurnTaking?.(effect.options));
        return;
      case 'send-text':
        wire.ask(effect.type, (provider) => provider.sendText?.(effect.text));
    }
  }

  /** Starts or ends what depends on the state and on who listens alone. */
  follow(isDetectorNeeded: boolean): void {
    this.#hearing.follow(isDetectorNeeded, this.#isOpen);
    this.#watch.follow(this.#host.state().isAvatarSpeaking);
  }

  /** What judges pauses. */
  get analyzer(): AnalyzerInForce | null {
    return this.#hearing.analyzer;
  }

  answered(askedMs: number, completeness: number | null): void {
    this.#hearing.answered(askedMs, completeness);
  }

  /** Nobody is heard any more. */
  silence(): void {
    this.#closeMicrophone();
    this.#send({ type: 'microphone-lost', ...SILENCED });
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#watch.follow(false);
    this.#hearing.close();
    // The device first: whatever the backend does, nobody is heard any more.
    const closing = this.audio.close();
    const leaving = Promise.allSettled([closing, invoke(() => this.#host.provider.disconnect())]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LEAVE_MS)));
    await Promise.race([leaving, late]);
    clearTimeout(timer);
  }

  /** What a provider says, if it is something that a provider may say; else what is wrong with it. */
  readonly #emit: Emit = (event, raw) => {
    const checked = backendEvent(event);
    this.#send(raw === undefined ? checked : { ...checked, raw });
  };

  readonly #reopen = (): void => this.#send({ type: 'reopen-microphone', isAutomatic: true });

  // The next opening brings another audio thread. One that dies again at once needs a person.
  #renew(): void {
    const now = performance.now();
    if (now - this.#renewedAt > RENEW_AGAIN_MS) this.#reopen();
    this.#renewedAt = now;
  }

  readonly #back = (): void => {
    this.#host.beat();
    if (!document.hidden) this.#reopen();
  };

  readonly #send = (event: SessionInput): void => {
    if (!this.#abort.signal.aborted) this.#host.send(event);
  };

  // Asked for anew after each wait.
  #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  #closeMicrophone(): void {
    this.#opening++;
    this.#isOpen = false;
    this.audio.closeMicrophone();
  }

  async #openMicrophone(deviceId: string, isEchoCancelled: boolean): Promise<void> {
    const attempt = ++this.#opening;
    const { constraints } = this.#host;
    try {
      const { label, isEchoCancelled: isCancelled } = await this.audio.open({ deviceId, isEchoCancelled, constraints });
      if (attempt !== this.#opening) return;
      this.#isOpen = true;
      this.#hearing.deviceOpened();
      this.#send({ type: 'microphone-opened', label, isEchoCancelled: isCancelled });
    } catch (error) {
      if (attempt !== this.#opening) return;
      const { code, message } = toAvatarPttError(error, 'microphone-busy');
      if (code === 'microphone-constraint' && deviceId) {
        this.#send({ type: 'effect-failed', effect: 'open-microphone', code, message });
        await this.#openMicrophone('', isEchoCancelled);
      } else {
        this.#isOpen = false;
        this.audio.closeMicrophone();
        this.#send({ type: 'microphone-failed', code, message });
      }
    }
  }

  #listener(): AudioListener {
    return {
      send: (event) => this.#sendAudioEvent(event),
      frame: (frame) => this.#hearing.frame(frame),
      sound: (sound) => {
        const at = this.audio.pageOf(sound.startMs);
        this.#host.listeners.tell((listener) => listener.sound?.({ ...sound, at }));
      },
      audio: (audio) => void this.#receive(audio),
      resumed: this.#reopen,
      detectorChanged: (detector, reason) => this.#hearing.detectorChanged(detector, reason),
      beat: (endMs) => {
        this.#host.beat();
        if (this.#isOpen) this.#hearing.level(endMs);
      },
    };
  }

  #sendAudioEvent(event: AudioEvent): void {
    const isLost = event.type === 'microphone-lost';
    if (isLost) this.#isOpen = false;
    this.#send(event);
    if (isLost && event.code === 'microphone-stopped') this.#renew();
  }

  // A provider that can't take sound says so once, not fifty times a second.
  async #receive(audio: TurnAudio): Promise<void> {
    try {
      // Plain JavaScript may give a promise all the same.
      const taken: unknown = this.#host.provider.receiveAudio?.(audio);
      await taken;
    } catch (error) {
      if (this.#hasFailedToReceive) return;
      this.#hasFailedToReceive = true;
      const { code, message } = toAvatarPttError(error, 'provider-failed');
      this.#send({ type: 'effect-failed', effect: 'receive-audio', code, message });
    }
  }
}

function capabilitiesOf(provider: Provider): Capabilities {
  return {
    serverStt: provider.setServerStt !== undefined,
    interrupt: provider.interrupt !== undefined,
    sendText: provider.sendText !== undefined,
    ...(provider.serviceTurn && { serviceTurn: provider.serviceTurn }),
  };
}
