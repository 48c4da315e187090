import type { CSSResult } from 'lit';
import { controls } from './controls.js';
import { corner } from './corner.js';
import { face } from './face.js';
import { layout } from './layout.js';
import { theme } from './theme.js';

/** All styles of the element. */
export const styles: CSSResult[] = [theme, layout, controls, face, corner];
