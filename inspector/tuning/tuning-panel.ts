import { lazyPanel } from '../shell/lazy-panel.js';

export { tuningStyles } from './tuning-styles.js';

/** Every setting with what it does now, what is wrong in this conversation, and what another value would have done. */
export const tuningPanel = lazyPanel('the settings', async () => (await import('./tuning-body.js')).createTuning);
