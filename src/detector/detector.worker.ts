import { SileroListener, type SileroStart } from './silero-listener.js';
import type { FromWorker, ToWorker } from './worker-protocol.js';

let listener: SileroListener | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'start') start(data);
  else listener?.letWaitBelow(data.below);
};
tell({ type: 'up' });

function start(given: SileroStart): void {
  try {
    listener = new SileroListener(given, (frames) => {
      tell({ type: 'frames', frames });
    });
    tell({ type: 'ready' });
  } catch (error) {
    tell({ type: 'failed', message: String(error) });
  }
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}
