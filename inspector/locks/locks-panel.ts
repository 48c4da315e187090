import { lazyPanel } from '../shell/lazy-panel.js';

export { locksStyles } from './locks-styles.js';

/** What is locked, what is waited for, until when, and what let go of it before. */
export const locksPanel = lazyPanel('the locks', async () => (await import('./locks-body.js')).createLocks);
