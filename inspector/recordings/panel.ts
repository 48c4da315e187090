import type { PanelFactory } from '../shell/panel.js';
import { RecordingsModel } from './recordings-model.js';
import { RecordingsPanel } from './recordings-panel.js';

export { recordingsStyles as styles } from './recordings-styles.js';

/** Keeps conversations, and opens, exports, imports and deletes what was kept. */
export const createPanel: PanelFactory = (inspection, host) =>
  new RecordingsPanel(inspection.model(RecordingsModel), inspection, host);
