import { bytesOf, type FilePart } from './recording-parts.js';
import { badRecording } from '../schema/parsing.js';
import type { RecordedSound, Recording } from './recording.js';
import { FRAME_BYTES, wavHeader, wavMarks, type WavMark } from './wav.js';

/** What the lengths in a sound file can count. */
const MAX_BYTES = 4_200_000_000;

/** A stretch of sound and where it lies in the file. */
interface Placed {
  readonly sound: RecordedSound;
  /** Samples from the beginning. */
  readonly position: number;
}

/**
 * All sound of a recording in one file, left the microphone, right the avatar, with a mark where each turn begins and
 * ends. Between stretches there is as much silence as there was time. @throws AvatarPttError `bad-recording` without
 * sound, when the sample rate changes, or when it is too long for one file.
 */
export function conversationWav(recording: Recording): FilePart {
  const [first] = recording.sounds;
  if (!first) throw badRecording('This recording has no sound.');
  const { sampleRate } = first;
  const placed = place(recording.sounds, sampleRate);
  const end = placed.at(-1);
  const length = end ? end.position + end.sound.length : 0;
  const marks = wavMarks(marksOf(recording, placed));
  const bytes = length * FRAME_BYTES + marks.length;
  if (bytes > MAX_BYTES) throw badRecording('This is too long for one sound file; export the recording instead.');
  return {
    name: 'conversation.wav',
    bytes,
    isCompressed: false,
    async *pieces() {
      yield wavHeader(sampleRate, length, marks.length);
      let at = 0;
      for (const { sound, position } of placed) {
        yield* silence(position - at, sampleRate);
        for await (const piece of sound.pieces()) yield bytesOf(piece);
        at = position + sound.length;
      }
      yield marks;
    },
  };
}

function place(sounds: readonly RecordedSound[], sampleRate: number): Placed[] {
  const placed: Placed[] = [];
  const startAt = sounds[0]?.at ?? 0;
  let free = 0;
  for (const sound of sounds) {
    if (sound.sampleRate !== sampleRate) {
      throw badRecording('The device changed its sample rate in between; export the recording, it has every part.');
    }
    const position = Math.max(free, Math.round(((sound.at - startAt) * sampleRate) / 1000));
    placed.push({ sound, position });
    free = position + sound.length;
  }
  return placed;
}

function* silence(samples: number, sampleRate: number): Generator<Uint8Array<ArrayBuffer>> {
  const second = new Uint8Array(sampleRate * FRAME_BYTES);
  for (let left = samples; left > 0; left -= sampleRate) {
    yield second.subarray(0, Math.min(left, sampleRate) * FRAME_BYTES);
  }
}

function marksOf({ events }: Recording, placed: readonly Placed[]): WavMark[] {
  const marks: WavMark[] = [];
  const mark = (at: number, audioMs: number, label: string): void => {
    // Each connection has an audio clock of its own: the stretch that had begun by then is the one.
    const stretch = placed.findLast(({ sound }) => sound.at <= at);
    if (!stretch) return;
    const { sound, position } = stretch;
    const offset = Math.round(((audioMs - sound.startMs) * sound.sampleRate) / 1000);
    if (offset >= 0 && offset <= sound.length) marks.push({ position: position + offset, label });
  };
  for (const event of events) {
    if (event.type === 'gate-opened' && event.turnId !== 0) mark(event.at, event.startMs, `Turn ${event.turnId}`);
    if (event.type === 'gate-closed' && event.turnId !== 0) mark(event.at, event.endMs, `End of turn ${event.turnId}`);
  }
  return marks.sort((a, b) => a.position - b.position);
}
