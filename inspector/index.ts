export { AvatarInspector } from './avatar-inspector.js';
export { defineAvatarInspector } from './define-inspector.js';
export { shareTag, type ShareOptions } from './channel/share-tag.js';
export { openInspector } from './placement/open-inspector.js';
export type { PanelName } from './panels/panel.js';
export type { Target } from './sources/page-source.js';
export type { Control, Receiver, Source } from './sources/source.js';
