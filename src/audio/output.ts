import { AvatarPttError } from '../core/error.js';
import { resumeAudio } from './audio-context.js';
import { AUDIBLE_RMS } from './avatar-echo.js';
import type { AvatarOutput, PlayOptions } from './avatar-output.js';

const DUCKED_GAIN = 0.25;
const DUCK_SECS = 0.05;
// Longer than a browser takes that lets the avatar be heard; one that does not may never say so.
const BLOCKED_MS = 300;
// Of a root mean square, to 0 to 1.
const LEVEL_GAIN = 4;
const METER_FRAMES = 512;
// What is paused again that soon is to stay so until a person wishes.
const AGAIN_MS = 3000;

interface Playing {
  readonly fader: GainNode;
  readonly halt: () => void;
}

/**
 * Where the avatar is heard: everything it says goes through a fader and a meter into one media element, because a
 * browser's echo cancellation hears media elements.
 */
export class SpeakerOutput implements AvatarOutput {
  readonly #context: AudioContext;
  readonly #onBlocked: (isBlocked: boolean) => void;
  readonly #ducker: GainNode;
  readonly #meter: AnalyserNode;
  readonly #element: HTMLAudioElement;
  readonly #window = new Float32Array(METER_FRAMES);
  #playing: Playing | null = null;
  /** The avatar is heard by other means than this, and can't be measured. */
  isHeardElsewhere = false;
  /** Counts what was ordered: to play, or to be silent. */
  #orders = 0;
  #playedAgainAt = -AGAIN_MS;

  constructor(context: AudioContext, onBlocked: (isBlocked: boolean) => void) {
    this.#context = context;
    this.#onBlocked = onBlocked;
    this.#ducker = context.createGain();
    this.#meter = new AnalyserNode(context, { fftSize: METER_FRAMES });
    const sink = context.createMediaStreamDestination();
    this.#ducker.connect(this.#meter).connect(sink);
    this.#element = new Audio();
    this.#element.srcObject = sink.stream;
    this.#element.addEventListener('pause', () => this.#playAgain());
    context.addEventListener('statechange', () => {
      if (this.#playing) onBlocked(context.state !== 'running' || this.#element.paused);
    });
  }

  /** All that is heard of the avatar, fades and ducking included. */
  get bus(): AudioNode {
    return this.#meter;
  }

  async playSamples(samples: Float32Array, sampleRate: number, { onAudible }: PlayOptions = {}): Promise<void> {
    this.stop(0);
    const order = this.#orders;
    if (samples.length === 0) return;
    await this.unlock();
    // Interrupted before it began: an answer that nobody waits for must not be heard after all.
    if (order !== this.#orders) return;
    const buffer = new AudioBuffer({ length: samples.length, sampleRate, numberOfChannels: 1 });
    // TypeScript can't see that these samples are never shared memory.
    buffer.copyToChannel(samples as Float32Array<ArrayBuffer>, 0);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    const playing = this.#begin(source, () => {
      source.stop();
    });
    const audibleSecs = samples.findIndex((sample) => Math.abs(sample) > AUDIBLE_RMS) / sampleRate;
    const delayMs = audibleSecs * 1000 + this.latencyMs;
    const timer = audibleSecs < 0 ? undefined : setTimeout(() => onAudible?.(), delayMs);
    await new Promise<void>((resolve) => {
      source.addEventListener('ended', () => {
        resolve();
      });
      source.start();
    });
    clearTimeout(timer);
    this.#forget(playing);
  }

  async playStream(stream: MediaStream): Promise<void> {
    this.stop(0);
    const source = this.#context.createMediaStreamSource(stream);
    const pump = pumpOf(stream);
    this.#begin(source, () => {
      source.disconnect();
      pump.srcObject = null;
    });
    await this.unlock();
  }

  /** Starts the media element; from a user's gesture it is never refused. */
  async unlock(): Promise<void> {
    const timer = setTimeout(() => this.#onBlocked(true), BLOCKED_MS);
    try {
      await resumeAudio(this.#context);
      await this.#element.play();
      this.#onBlocked(false);
    } catch (cause) {
      this.#onBlocked(true);
      throw new AvatarPttError('playback-blocked', 'The browser wants a tap before the avatar may be heard.', {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  stop(fadeSecs: number): void {
    this.#orders++;
    const playing = this.#playing;
    if (!playing) return;
    this.#playing = null;
    const { currentTime } = this.#context;
    const { gain } = playing.fader;
    gain.cancelScheduledValues(currentTime);
    gain.setValueAtTime(gain.value, currentTime);
    gain.linearRampToValueAtTime(0, currentTime + fadeSecs);
    if (fadeSecs === 0) playing.halt();
    else setTimeout(playing.halt, fadeSecs * 1000);
  }

  duck(isDucked: boolean): void {
    this.#ducker.gain.setTargetAtTime(isDucked ? DUCKED_GAIN : 1, this.#context.currentTime, DUCK_SECS / 3);
  }

  heardElsewhere(isHeard: boolean): void {
    this.isHeardElsewhere = isHeard;
  }

  /** From the graph to the ear, as far as the browser knows: Safari has no word for it. */
  get latencyMs(): number {
    return ((this.#context.outputLatency as number | undefined) ?? 0) * 1000;
  }

  level(): number {
    // How loud it is elsewhere nobody knows: just audible.
    const elsewhere = this.isHeardElsewhere ? AUDIBLE_RMS * LEVEL_GAIN : 0;
    if (!this.#playing) return elsewhere;
    this.#meter.getFloatTimeDomainData(this.#window);
    const rms = Math.sqrt(this.#window.reduce((sum, sample) => sum + sample * sample, 0) / METER_FRAMES);
    return Math.max(elsewhere, Math.min(1, rms * LEVEL_GAIN));
  }

  /** Silent for good. */
  close(): void {
    this.stop(0);
    this.#element.srcObject = null;
    this.#element.pause();
  }

  /** The browser pauses what plays, for a call or another page's sound, and never says when that is over. */
  #playAgain(): void {
    if (!isOn(this.#element)) return;
    const now = performance.now();
    const isStubborn = now - this.#playedAgainAt < AGAIN_MS;
    this.#playedAgainAt = now;
    if (isStubborn) this.#onBlocked(true);
    // Where it may not be played, a person is asked.
    else this.unlock().catch(() => undefined);
  }

  #begin(source: AudioNode, halt: () => void): Playing {
    const fader = this.#context.createGain();
    source.connect(fader).connect(this.#ducker);
    const playing: Playing = {
      fader,
      halt: () => {
        halt();
        fader.disconnect();
      },
    };
    this.#playing = playing;
    return playing;
  }

  #forget(playing: Playing): void {
    if (this.#playing === playing) this.#playing = null;
    playing.fader.disconnect();
  }
}

/** Whether there is something to play: what has ended is paused as well. */
function isOn({ srcObject }: HTMLMediaElement): boolean {
  return srcObject instanceof MediaStream && srcObject.active;
}

// Chromium lets the sound of a remote stream into a graph only while a media element plays it, too; muted, nobody hears
// it twice: https://crbug.com/933677
function pumpOf(stream: MediaStream): HTMLAudioElement {
  const pump = new Audio();
  pump.muted = true;
  pump.srcObject = stream;
  // Muted, it needs no gesture; a stream that ends before it began is silent anyway.
  const play = (): void => void pump.play().catch(() => undefined);
  pump.addEventListener('pause', () => isOn(pump) && play());
  play();
  return pump;
}
