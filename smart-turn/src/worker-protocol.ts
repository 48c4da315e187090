import type { SmartTurnErrorCode } from './error.js';

/** What the page tells the worker; addresses are absolute, since a worker from a Blob has no base. */
export type ToWorker =
  | { readonly type: 'load'; readonly modelUrl: string; readonly runtimeUrl: string }
  | { readonly type: 'judge'; readonly id: number; readonly samples: Float32Array };

/** What the worker tells the page. `up`: its code runs. A failure with an `id` is that judgement's alone. */
export type FromWorker =
  | { readonly type: 'up' }
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'ready' }
  | { readonly type: 'judged'; readonly id: number; readonly completeness: number }
  | { readonly type: 'failed'; readonly id?: number; readonly code: SmartTurnErrorCode; readonly message: string };
