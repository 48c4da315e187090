import { defineAvatarPtt } from './element/define-element.js';

// So that TypeScript knows the tag and its events where nothing else of the package is imported.
export type { AvatarPtt } from './element/avatar-ptt.js';
export type { AvatarPttEventMap } from './element/events.js';

defineAvatarPtt();
