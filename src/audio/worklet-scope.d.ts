// What TypeScript's DOM library leaves out: the scope that worklets run in.

// https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope-interface
// These exist only inside `*.worklet.ts`.

/** Frames rendered so far by the context that runs this worklet. */
declare const currentFrame: number;

/** Seconds on the clock of the context that runs this worklet. */
declare const currentTime: number;

/** Samples per second of the context that runs this worklet. */
declare const sampleRate: number;

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  constructor(options?: AudioWorkletNodeOptions);

  /** Handles one render quantum; `false` lets the browser drop the node once nothing feeds it. */
  abstract process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
    parameters: Readonly<Record<string, Float32Array>>,
  ): boolean;
}

declare function registerProcessor(
  name: string,
  processor: new (options: AudioWorkletNodeOptions) => AudioWorkletProcessor,
): void;
