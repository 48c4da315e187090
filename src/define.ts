import { defineAvatarPtt } from './element/define-element.js';

defineAvatarPtt();
