import type { SpeechFrame } from '../core/endpointing/endpointing.js';
import type { SileroStart } from './silero-listener.js';

/** Page to worker. */
export type ToWorker =
  | ({ readonly type: 'start' } & SileroStart)
  /** Frames of a lower probability may wait. */
  | { readonly type: 'quiet'; readonly below: number };

/** Worker to page. */
export type FromWorker =
  /** Its code runs. */
  | { readonly type: 'up' }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'frames'; readonly frames: readonly SpeechFrame[] };
