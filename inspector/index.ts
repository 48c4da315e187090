export { AvatarInspector } from './avatar-inspector.js';
export { defineAvatarInspector } from './define-inspector.js';
export { shareTag, type ShareOptions } from './sources/share-tag.js';
export { openInspector } from './define-inspector.js';
export type { PanelName } from './shell/panels.js';
export type { Target } from './sources/page-source.js';
export type { Control, Receiver, Source } from './model/source.js';
