import { claimMicrophone } from './microphone-claim.js';
import { fromGetUserMedia } from './microphone-error.js';

export interface MicrophoneRequest {
  /** Device to open; empty: the browser's choice. */
  readonly deviceId: string;
  readonly isEchoCancelled: boolean;
  /** More constraints, such as `noiseSuppression: false`. */
  readonly constraints: MediaTrackConstraints;
}

export interface OpenedMicrophone {
  readonly label: string;
  readonly deviceId: string;
  /** Whether the browser really does it. */
  readonly isEchoCancelled: boolean;
}

/** How a device is lost that nobody closed. */
export interface DeviceLoss {
  /** Another conversation on the page took the microphone. */
  taken(): void;
  /** The device went away by itself; `whyEnded` finds out why. */
  ended(): void;
  /** It gives no sound for now, and again; the browser or the system has muted it. */
  muted(): void;
  unmuted(): void;
}

/** One open device, from the browser's consent until it is closed. */
export class MicrophoneDevice {
  readonly #stream: MediaStream;
  readonly #closing = new AbortController();
  #source: MediaStreamAudioSourceNode | null = null;

  private constructor(stream: MediaStream) {
    this.#stream = stream;
  }

  /** Asks the browser for a device. @throws AvatarPttError whose code names the cause. */
  static async request({ deviceId, isEchoCancelled, constraints }: MicrophoneRequest): Promise<MicrophoneDevice> {
    const audio: MediaTrackConstraints = { channelCount: 1, echoCancellation: isEchoCancelled, ...constraints };
    if (deviceId) audio.deviceId = { exact: deviceId };
    try {
      return new MicrophoneDevice(await navigator.mediaDevices.getUserMedia({ audio }));
    } catch (error) {
      throw fromGetUserMedia(error);
    }
  }

  /** Whether it can give sound: a track that another script stops tells nobody. */
  get isLive(): boolean {
    const { track } = this;
    return track?.readyState === 'live' && track.enabled;
  }

  get track(): MediaStreamTrack | undefined {
    return this.#stream.getAudioTracks()[0];
  }

  /** Aborted when it is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** What the browser really opened. */
  describe(): OpenedMicrophone {
    const { track } = this;
    const settings = track?.getSettings();
    return {
      label: track?.label ?? '',
      deviceId: settings?.deviceId ?? '',
      isEchoCancelled: settings?.echoCancellation === true,
    };
  }

  /** Sends its sound to `node`, from now on: what waits since an earlier call is left out. */
  connect(context: AudioContext, node: AudioNode): void {
    this.#source?.disconnect();
    this.#source = context.createMediaStreamSource(this.#stream);
    this.#source.connect(node);
  }

  /** Makes it the page's one microphone, and tells how it is lost. */
  claim(loss: DeviceLoss): void {
    const { closed: signal } = this;
    this.track?.addEventListener('ended', () => loss.ended(), { signal });
    this.track?.addEventListener('mute', () => loss.muted(), { signal });
    this.track?.addEventListener('unmute', () => loss.unmuted(), { signal });
    claimMicrophone(this.closed, () => loss.taken());
  }

  close(): void {
    this.#closing.abort();
    this.#source?.disconnect();
    for (const track of this.#stream.getTracks()) track.stop();
  }
}

/** Why a device went away by itself: the permission was taken back, or the device was. */
export async function whyEnded(): Promise<'microphone-withdrawn' | 'microphone-unplugged'> {
  try {
    // Firefox knew the name only from version 131 on.
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    return state === 'denied' ? 'microphone-withdrawn' : 'microphone-unplugged';
  } catch {
    return 'microphone-unplugged';
  }
}
