/** One of the two large files, as it is once it is unpacked. */
export interface LargeFile {
  /** Beside the code, compressed with gzip. An ending that no server knows keeps servers from unpacking it on their own. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Smart Turn v3.2, eight bits a number. */
export const MODEL: LargeFile = {
  name: 'smart-turn-v3.2.bin',
  bytes: 8_679_182,
  sha256: '2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f',
};

/** The WebAssembly of onnxruntime-web 1.30.0. */
export const RUNTIME: LargeFile = {
  name: 'onnxruntime-1.30.0.bin',
  bytes: 14_239_897,
  sha256: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
};
