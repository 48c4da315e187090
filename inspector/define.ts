import { defineAvatarInspector } from './define-inspector.js';

// So that TypeScript knows the tag where nothing else of the package is imported.
export type { AvatarInspector } from './avatar-inspector.js';

defineAvatarInspector();
