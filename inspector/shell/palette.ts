/** Colours of the theme by name; each is a custom property `--name` of the inspector. */
export const COLOURS = [
  'surface',
  'raised',
  'text',
  'muted',
  'border',
  'accent',
  'live',
  'good',
  'warn',
  'kind-user',
  'kind-audio',
  'kind-sent',
  'kind-received',
  'kind-machine',
  'turn-0',
  'turn-1',
  'turn-2',
  'turn-3',
  'turn-4',
  'turn-5',
] as const;

export type Colour = (typeof COLOURS)[number];
export type Palette = Readonly<Record<Colour, string>>;

/** The theme's colours as a canvas takes them, as they are now: they differ between light, dark and forced colours. */
export function readPalette(root: ShadowRoot): Palette {
  // A custom property gives its text, `light-dark(…)` included; only a real property gives the colour.
  const probe = root.ownerDocument.createElement('i');
  (root.querySelector('.frame') ?? root).append(probe);
  const style = getComputedStyle(probe);
  const entries = COLOURS.map((name) => {
    probe.style.setProperty('color', `var(--${name})`);
    return [name, style.color] as const;
  });
  probe.remove();
  // Each name has its entry.
  return Object.fromEntries(entries) as Palette;
}

/** Which of the six turn colours a turn has. */
export function turnColour(turnId: number): Colour {
  return `turn-${(turnId % 6) as 0 | 1 | 2 | 3 | 4 | 5}`;
}
