import { defineAvatarInspector } from './define-inspector.js';

defineAvatarInspector();
