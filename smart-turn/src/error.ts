/** Why Smart Turn is off, for code; the message says the same to people, and what to do. */
export type SmartTurnErrorCode =
  | 'no-worker'
  | 'worker-blocked'
  | 'worker-failed'
  | 'wasm-blocked'
  | 'file-blocked'
  | 'file-unreachable'
  | 'file-missing'
  | 'file-is-html'
  | 'file-cut-short'
  | 'file-changed'
  | 'runtime-failed';

/** Smart Turn could not be loaded, or has stopped. */
export class SmartTurnError extends Error {
  readonly code: SmartTurnErrorCode;

  constructor(code: SmartTurnErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SmartTurnError';
    this.code = code;
  }
}
