import { AUDIBLE_RMS } from './avatar-echo.js';
import { CaptureGate } from './capture-gate.js';
import {
  AVATAR_INPUT,
  CAPTURE_PROCESSOR,
  type CaptureCommand,
  type CapturePiece,
  type CaptureReport,
} from './capture-protocol.js';
import { foldEnergy, quietBelow, type EnergyFrame } from './energy-detector.js';
import { OneVoice, energyOf } from './one-voice.js';
import { SoundTap } from './sound-tap.js';

// Longer than an acknowledgement may take (4 s) with the longest pre-roll (1 s) and the longest pre-speech (2 s), and than
// what an analyzer listens to (8 s), which is asked a little later.
const RING_SECS = 9;
// A message for every quantum costs the page three to eight times as much.
const PIECE_SECS = 0.02;
// A fifth of a second is a sign of life, and as much as a meter may be late for sound that nobody hears.
const MAX_WAITING = 10;
const TAP_SECS = 0.1;
/** Louder than -48 dBFS nothing is taken for a pause: in a noisy room the softest of speech is no louder. */
const LOUDEST_PAUSE_RMS = 0.004;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #gate = new CaptureGate(Math.ceil(RING_SECS * sampleRate), sampleRate);
  readonly #pieceFrames = Math.round(PIECE_SECS * sampleRate);
  readonly #voice = new OneVoice();
  readonly #avatar = new OneVoice();
  #silence = new Float32Array(128);
  #listener: MessagePort | null = null;
  #tap: SoundTap | null = null;
  #nextFrame = 0;
  #pieceStart = -1;
  #energy = 0;
  #avatarEnergy = 0;
  #waiting: CapturePiece[] = [];
  #waitsBelowRms = 0;
  #isToldOpen = false;
  #room: EnergyFrame | null = null;
  #mayCatchUp = true;

  constructor(options: AudioWorkletNodeOptions) {
    super(options);
    this.port.onmessage = ({ data }: MessageEvent<CaptureCommand>) => {
      this.#obey(data);
    };
  }

  override process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
  ): boolean {
    const output = outputs[0]?.[0];
    const length = output?.length ?? this.#silence.length;
    if (this.#silence.length !== length) this.#silence = new Float32Array(length);
    const input = this.#inputOf(inputs[0], this.#voice);
    // Batches were once seen to jump back by a quantum and forth again. Sound never does, and the gate would forget.
    const frame = Math.max(currentFrame, this.#nextFrame);
    this.#nextFrame = frame + length;
    this.#gate.write(frame, input);
    if (output) this.#gate.fill(output);
    const avatar = this.#inputOf(inputs[AVATAR_INPUT], this.#avatar);
    this.#tap?.write(frame, input, avatar);
    // Nothing is added up where nothing plays.
    if (avatar !== this.#silence) this.#avatarEnergy += energyOf(avatar);
    this.#measure(frame, input);
    return true;
  }

  // An input that nothing feeds has no channel.
  #inputOf(channels: readonly Float32Array[] | undefined, voice: OneVoice): Float32Array {
    const [left, right] = channels ?? [];
    return left ? voice.of(left, right) : this.#silence;
  }

  #obey(command: CaptureCommand): void {
    switch (command.type) {
      case 'open':
        this.#report({
          type: 'opened',
          turnId: command.turnId,
          startFrame: this.#gate.open(command.turnId, command.fromFrame),
        });
        this.#tellLost(command.turnId);
        return;
      case 'let-flow':
        this.#gate.letFlow(command.turnId);
        this.#send();
        return;
      case 'close': {
        const { turnId, untilFrame, isDiscarded } = command;
        const endFrame = this.#gate.close(turnId, untilFrame, isDiscarded);
        if (endFrame !== null) this.#report({ type: 'closed', turnId, endFrame });
        this.#send();
        if (isDiscarded || endFrame === null) this.#report({ type: 'drained', turnId, departure: null });
        return;
      }
      case 'listen':
        this.#listener?.close();
        this.#listener = command.port;
        return;
      case 'copy': {
        const { startFrame, samples } = this.#gate.copyHeld(command.fromFrame, command.untilFrame);
        this.#report({ type: 'copied', startFrame, samples }, [samples.buffer]);
        return;
      }
      case 'tap':
        this.#tap = command.isWanted ? this.#createTap() : null;
        return;
      case 'let-wait':
        this.#waitsBelowRms = command.belowRms;
        return;
      case 'catch-up':
        this.#mayCatchUp = command.isWanted;
        return;
      case 'use-track':
        this.#gate.isTrackUsed = true;
    }
  }

  #createTap(): SoundTap {
    return new SoundTap(Math.round(TAP_SECS * sampleRate), (sound) => {
      this.#report({ type: 'sound', ...sound }, [sound.microphone.buffer, sound.avatar.buffer]);
    });
  }

  #measure(frame: number, input: Float32Array): void {
    if (this.#pieceStart < 0) this.#pieceStart = frame;
    this.#energy += energyOf(input);
    const startFrame = this.#pieceStart;
    const endFrame = frame + input.length;
    if (endFrame - startFrame < this.#pieceFrames) return;
    const rmsOf = (energy: number): number => Math.sqrt(energy / (endFrame - startFrame));
    const rms = rmsOf(this.#energy);
    this.#learnRoom(rms, startFrame, endFrame);
    this.#tell({ startFrame, endFrame, rms, avatarRms: rmsOf(this.#avatarEnergy) });
    this.#pieceStart = endFrame;
    this.#energy = 0;
    this.#avatarEnergy = 0;
    this.#send();
    if (!this.#listener) return;
    const samples = this.#gate.copy(startFrame, endFrame);
    this.#listener.postMessage({ startFrame, samples }, [samples.buffer]);
  }

  #learnRoom(rms: number, startFrame: number, endFrame: number): void {
    const toMs = (frame: number): number => (frame * 1000) / sampleRate;
    this.#room = foldEnergy(this.#room, rms, toMs(startFrame), toMs(endFrame));
    const pauseBelowRms = Math.min(quietBelow(this.#room.floor), LOUDEST_PAUSE_RMS);
    this.#gate.pauseBelowRms = this.#mayCatchUp ? pauseBelowRms : null;
  }

  #tell(piece: CapturePiece): void {
    this.#waiting.push(piece);
    const { isOpen: isGateOpen, turnId } = this.#gate;
    const isGateMessage = turnId !== null || isGateOpen !== this.#isToldOpen;
    const isHeard = piece.rms >= this.#waitsBelowRms || piece.avatarRms >= AUDIBLE_RMS;
    const isNew = isGateMessage || isHeard || this.#waiting.length >= MAX_WAITING;
    if (!isNew) return;
    this.#report({ type: 'batch', pieces: this.#waiting, isGateOpen });
    this.#isToldOpen = isGateOpen;
    this.#waiting = [];
  }

  #send(): void {
    const turnId = this.#gate.turnId;
    const taken = turnId === null ? null : this.#gate.take();
    if (turnId !== null && taken) this.#report({ type: 'audio', turnId, ...taken }, [taken.samples.buffer]);
    if (turnId !== null) this.#tellLost(turnId);
    const departed = this.#gate.takeDeparted();
    if (departed) this.#report({ type: 'drained', ...departed });
  }

  #tellLost(turnId: number): void {
    const frames = this.#gate.takeLost();
    if (frames > 0) this.#report({ type: 'lost', turnId, frames });
  }

  #report(report: CaptureReport, transfer: Transferable[] = []): void {
    this.port.postMessage(report, transfer);
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
