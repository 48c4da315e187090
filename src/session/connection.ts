import type { AudioListener, AudioPath, AudioSources, Patience } from '../audio/audio-path.js';
import { toAvatarPttError } from '../core/error.js';
import { customVad, isServerSttInitiallyOn, smartTurnSettings } from '../core/merge-turn-taking.js';
import { endpointFrame, withTurnOf } from '../core/endpoint-frame.js';
import { INITIAL_ENDPOINTING, type EndpointingEdge, type SpeechFrame } from '../core/endpointing.js';
import type { TurnEffect } from '../core/turn-events.js';
import type { Capabilities, TurnState } from '../core/turn-state.js';
import type { Provider } from '../providers/provider.js';
import type { Ears } from './ears.js';
import type { DetectorInForce, SessionInput } from './session-types.js';
import { Wire } from './wire.js';

/** Opens the audio of a connection; the browser's own by default. */
export type OpenAudio = (listener: AudioListener, sources: AudioSources) => AudioPath;

/** What a connection needs from its session. */
export interface ConnectionHost {
  readonly provider: Provider;
  readonly openAudio: OpenAudio;
  readonly sources: AudioSources;
  readonly constraints: MediaTrackConstraints;
  state(): TurnState;
  send(event: SessionInput): void;
  /** Who wants to know what is heard. */
  readonly ears: Ears;
  /** The audio is running, or the page is back: a chance to look at the clock. */
  readonly beat: () => void;
}

/** What is done in the world while there is a connection. */
type ConnectionEffect = Exclude<TurnEffect, { type: 'connect-provider' | 'disconnect-provider' | 'announce' }>;

/** The hands of a session while it is connected: effects in, events out. Everything it opened ends in `close`. */
export class Connection {
  readonly audio: AudioPath;
  readonly #host: ConnectionHost;
  readonly #abort = new AbortController();
  readonly #wire: Wire;
  #endpointing = INITIAL_ENDPOINTING;
  /** End of the newest frame, audio time in ms. */
  #heardUntilMs = 0;
  #detector: DetectorInForce['name'] = 'silero-v5';
  #isDetectorNeeded = false;
  #patience: Patience = { framesBelow: 0, isForLevels: false };
  #opening = 0;
  #isOpen = false;

  constructor(host: ConnectionHost) {
    this.#host = host;
    this.#wire = new Wire(host.provider, this.#send, this.#abort.signal);
    this.audio = host.openAudio(this.#listener(), host.sources);
    const { signal } = this.#abort;
    for (const type of ['visibilitychange', 'resume']) document.addEventListener(type, host.beat, { signal });
  }

  async connect(): Promise<void> {
    const { provider } = this.#host;
    const { options } = this.#host.state();
    const send = this.#send;
    try {
      await provider.connect({
        emit: (event, raw) => {
          send(raw === undefined ? event : { ...event, raw });
        },
        microphoneTrack: () => this.audio.track(),
        output: this.audio.output,
        mode: options.mode,
        turnTaking: options,
        smartTurn: smartTurnSettings(options),
        vad: customVad(options),
        isServerSttOn: isServerSttInitiallyOn(options),
        signal: this.#abort.signal,
      });
      send({ type: 'connected', capabilities: capabilitiesOf(provider) });
    } catch (error) {
      const { code, message } = toAvatarPttError(error, 'connect-failed');
      send({ type: 'connect-failed', code, message });
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
        wire.setMode(effect.mode, this.#host.state().isServerSttOn);
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
    const { audio } = this;
    const { ears } = this.#host;
    // A detector that ran for listeners starts anew when turns hang on it, so that these are the same without listeners.
    if (isDetectorNeeded && !this.#isDetectorNeeded) audio.detect(false);
    this.#isDetectorNeeded = isDetectorNeeded;
    audio.detect((isDetectorNeeded || ears.isDetecting) && this.#isOpen);
    audio.tap(ears.wants('sound'));
    this.#letWait();
  }

  // What is still is no news to anybody, unless someone draws it.
  #letWait(): void {
    const { ears } = this.#host;
    const { speech, turnStartMs } = withTurnOf(this.#endpointing, this.#host.state());
    const isStill = speech === 'quiet' && turnStartMs === null && !ears.wants('frame');
    const framesBelow = isStill ? this.#host.state().options.vad.confidence : 0;
    const isForLevels = !ears.wants('level');
    const { framesBelow: before, isForLevels: was } = this.#patience;
    if (framesBelow === before && isForLevels === was) return;
    this.#patience = { framesBelow, isForLevels };
    this.audio.letWait(this.#patience);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    // The device first: whatever the backend does, nobody is heard any more.
    const closing = this.audio.close();
    await Promise.allSettled([closing, this.#host.provider.disconnect()]);
  }

  readonly #send = (event: SessionInput): void => {
    if (!this.#abort.signal.aborted) this.#host.send(event);
  };

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
    const send = this.#send;
    const { provider } = this.#host;
    return {
      frame: (frame) => {
        this.#tellFrame(frame);
        if (this.#isDetectorNeeded) this.#endpoint(frame);
      },
      sound: (sound) => {
        const at = this.audio.pageOf(sound.startMs);
        this.#host.ears.tell((listener) => listener.sound?.({ ...sound, at }));
      },
      audio: (audio) => {
        if (audio.turnId !== 0) provider.receiveAudio?.(audio);
      },
      gateOpened: (turnId, startMs) => {
        send({ type: 'gate-opened', turnId, startMs });
      },
      gateClosed: (turnId, endMs) => {
        send({ type: 'gate-closed', turnId, endMs });
      },
      voiceActivity: (isActive) => {
        send({ type: 'voice-activity', isActive });
      },
      detectorChanged: (detector, reason) => {
        this.#detector = detector;
        const { speech, spokenUntilMs } = this.#endpointing;
        // Another ear, the same clock: a turn that is open has its silence counted from here.
        this.#endpointing = { ...INITIAL_ENDPOINTING, confirmedUntilMs: this.#heardUntilMs };
        // Nobody else would ever tell the end of what the ear before it heard, and each turn would be followed by another.
        if (speech === 'speaking') send({ type: 'speech-ended', endMs: spokenUntilMs });
        send({ type: 'detector-changed', detector, reason });
      },
      flowing: () => {
        send({ type: 'microphone-flowing' });
      },
      silent: ({ code, message }) => {
        send({ type: 'microphone-silent', code, message });
      },
      lost: ({ code, message }) => {
        this.#isOpen = false;
        send({ type: 'microphone-lost', code, message });
      },
      playbackBlocked: (isBlocked) => {
        send({ type: isBlocked ? 'playback-blocked' : 'playback-unlocked' });
      },
      beat: (endMs) => {
        this.#host.beat();
        this.#tellLevel(endMs);
      },
    };
  }

  #tellFrame({ startMs, endMs, probability, volume }: SpeechFrame): void {
    const { ears } = this.#host;
    if (!ears.wants('frame')) return;
    const at = this.audio.pageOf(endMs);
    const frame = { startMs, endMs, probability, volume, detector: this.#detector, at };
    ears.tell((listener) => listener.frame?.(frame));
  }

  #tellLevel(endMs: number): void {
    const { ears } = this.#host;
    if (!this.#isOpen || !ears.wants('level')) return;
    const { volume, noiseFloor, isGateOpen, avatarLevel } = this.audio.meter;
    const level = { at: this.audio.pageOf(endMs), endMs, volume, noiseFloor, isGateOpen, avatarLevel };
    ears.tell((listener) => listener.level?.(level));
  }

  #endpoint(frame: SpeechFrame): void {
    this.#heardUntilMs = frame.endMs;
    const edges: EndpointingEdge[] = [];
    this.#endpointing = endpointFrame(this.#endpointing, frame, this.#host.state(), (edge) => edges.push(edge));
    for (const edge of edges) this.#send(edge);
    this.#letWait();
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
