import { AvatarInspector as AvatarInspectorElement, defineAvatarInspector } from 'avatar-ptt/inspector';
import { component } from './component.js';

defineAvatarInspector();

/** `<avatar-inspector>` for React. Its ref is the element. */
export const AvatarInspector = component({ tagName: 'avatar-inspector', elementClass: AvatarInspectorElement });
