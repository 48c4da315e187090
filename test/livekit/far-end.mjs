// The other end of the line: a participant of a LiveKit room with ears, a voice and a picture, driven from Node.
import { Heard, HEARD_HZ } from './heard.mjs';

// The package logs each join unless it believes to be in production.
process.env.NODE_ENV = 'production';
const rtc = await import('@livekit/rtc-node');

const FRAME = HEARD_HZ / 100;
/** Audio handed over ahead of its time: short, so that an interruption is quick. */
const AHEAD_MS = 200;
const PICTURE = { width: 64, height: 64, everyMs: 200 };

/** Wall clock of all processes of this machine, ms; the page's is `performance.timeOrigin + performance.now()`. */
export const nowMs = () => performance.timeOrigin + performance.now();

/** Ends what the package keeps running; a process that used a far end does not end by itself without. */
export const disposeFarEnds = () => rtc.dispose();

/**
 * Joins a room; `hears` is the identity of the only participant that it listens to. `onMessage({ at, from, topic, text })` is
 * told each data packet, `onUser(identity, isHere)` who comes and goes, `onAudio(samples)` what is heard, 10 ms at a time.
 */
export class FarEnd {
  /** What was said; one recording for each track, in order of arrival. */
  heard = [];
  #room = new rtc.Room();
  #voice = null;
  #picture = null;
  #isLeft = false;
  #utterance = 0;

  static async join({ url, token, hears, onMessage, onUser, onAudio }) {
    const end = new FarEnd();
    const room = end.#room;
    room.on('dataReceived', (payload, from, _kind, topic) => {
      const text = new TextDecoder().decode(payload);
      onMessage?.({ at: nowMs(), from: from?.identity ?? '', topic: topic ?? '', text });
    });
    room.on('participantConnected', ({ identity }) => onUser?.(identity, true));
    room.on('participantDisconnected', ({ identity }) => onUser?.(identity, false));
    room.on('trackSubscribed', (track, _publication, { identity }) => {
      if (track.kind === rtc.TrackKind.KIND_AUDIO && identity === hears) void end.#listen(track, onAudio);
    });
    await room.connect(url, token, { autoSubscribe: hears !== undefined, dynacast: false });
    return end;
  }

  /** Sends one reliable packet; what can't be sent because the room is gone is dropped, as on a broken line. */
  async send(text, topic) {
    if (this.#isLeft || !this.#room.isConnected) return;
    try {
      await this.#room.localParticipant.publishData(new TextEncoder().encode(text), { reliable: true, topic });
    } catch (error) {
      if (!this.#isLeft && this.#room.isConnected) throw error;
    }
  }

  async publishVoice() {
    this.#voice = new rtc.AudioSource(HEARD_HZ, 1, AHEAD_MS);
    const track = rtc.LocalAudioTrack.createAudioTrack('voice', this.#voice);
    await this.#publish(track, rtc.TrackSource.SOURCE_MICROPHONE);
  }

  async publishPicture() {
    const source = new rtc.VideoSource(PICTURE.width, PICTURE.height);
    await this.#publish(rtc.LocalVideoTrack.createVideoTrack('picture', source), rtc.TrackSource.SOURCE_CAMERA);
    let shade = 0;
    const draw = () => {
      const pixels = new Uint8Array(PICTURE.width * PICTURE.height * 4).fill((shade = (shade + 16) % 256));
      source.captureFrame(new rtc.VideoFrame(pixels, PICTURE.width, PICTURE.height, rtc.VideoBufferType.RGBA));
    };
    this.#picture = setInterval(draw, PICTURE.everyMs);
  }

  /** Says mono samples at 48 kHz in real time; resolves with whether they were heard to their end. */
  async say(samples) {
    const utterance = ++this.#utterance;
    const isOver = () => this.#isLeft || !this.#room.isConnected || utterance !== this.#utterance;
    try {
      for (let at = 0; at < samples.length && !isOver(); at += FRAME) {
        const frame = rtc.AudioFrame.create(HEARD_HZ, 1, FRAME);
        frame.data.set(Int16Array.from(samples.subarray(at, at + FRAME), (sample) => sample * 32_767));
        await this.#voice.captureFrame(frame);
      }
      if (!isOver()) await this.#voice.waitForPlayout();
    } catch (error) {
      // Nobody can speak in a room that is gone, whether this end knows that already or not.
      if (!isOver() && !/InvalidState/.test(error.message)) throw error;
      return false;
    }
    return !isOver();
  }

  /** Falls silent at once. */
  hush() {
    this.#utterance++;
    this.#voice?.clearQueue();
  }

  async leave() {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.hush();
    clearInterval(this.#picture);
    await this.#room.disconnect();
    const voice = this.#voice;
    // Whoever is gone may still be told to fall silent.
    this.#voice = null;
    await voice?.close();
  }

  async #publish(track, source) {
    await this.#room.localParticipant.publishTrack(track, new rtc.TrackPublishOptions({ source }));
  }

  async #listen(track, onAudio) {
    const heard = new Heard();
    this.heard.push(heard);
    const stream = new rtc.AudioStream(track, { sampleRate: HEARD_HZ, numChannels: 1, frameSizeMs: 10 });
    for await (const { data } of stream) {
      if (this.#isLeft) break;
      const samples = Float32Array.from(data, (sample) => sample / 32_768);
      heard.add(samples, nowMs());
      onAudio?.(samples);
    }
  }
}
