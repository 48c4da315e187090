import { css } from 'lit';

/** Colours and measures. Each is what the page sets, or ours for light and dark; forced colours win over both. */
export const theme = css`
  /* What a page says of its own text is not for a control in it; what it says of showing and of colours is. */
  :host {
    all: initial;
    visibility: inherit;
    pointer-events: inherit;
    color-scheme: inherit;
    --light: var(--avatar-surface, light-dark(#fff, #17161f));
    --ink: var(--avatar-text, light-dark(#1e1b30, #eeecf8));
    --soft: var(--avatar-text-muted, light-dark(#5d5976, #aba7c4));
    --line: var(--avatar-border, light-dark(#e2dff0, #37344d));
    --accent: var(--avatar-accent, light-dark(#5450c8, #a09dff));
    --on-accent: var(--avatar-accent-text, light-dark(#fff, #16132e));
    --live-color: var(--avatar-live, light-dark(#cf2f5b, #ff8fa6));
    --bad: var(--avatar-error, light-dark(#b3261e, #ffb4ab));
    --backdrop: var(
      --avatar-stage,
      radial-gradient(90% 70% at 18% 12%, light-dark(#ffe3d6, #4a2f4d), transparent),
      radial-gradient(90% 80% at 88% 20%, light-dark(#dcd9ff, #2d2c63), transparent),
      linear-gradient(light-dark(#f4f1ff, #211f38), light-dark(#fdeef3, #2a1d33))
    );
    --hue: var(--avatar-face, light-dark(#ffc9a3, #f2b591));
    --mane: var(--avatar-hair, light-dark(#3c2f63, #574790));
    --gear: light-dark(#2a2447, #625a9c);
    --cloth: var(--avatar-shirt, var(--accent));
    --radius: var(--avatar-radius, 20px);
    --size: var(--avatar-button-size, 88px);
    --motion: var(--avatar-motion, 1);
    display: block;
    inline-size: 100%;
    max-inline-size: 60em;
    color: var(--ink);
    /* As large as the person reads, however large the page's root is. Alone, a monospace font would be smaller. */
    font:
      medium/1.45 var(--avatar-font, ui-rounded, 'SF Pro Rounded', system-ui),
      sans-serif;
    -webkit-text-size-adjust: 100%;
    user-select: text;
    -webkit-user-select: text;
    -webkit-tap-highlight-color: transparent;
  }
  /* What the element asks for where the page leaves it to its content, and gives up where there is less. */
  :host::before {
    content: '. .';
    display: block;
    block-size: 0;
    overflow: hidden;
    visibility: hidden;
    white-space: normal;
    word-spacing: 24em;
  }
  .place {
    container-type: inline-size;
  }
  /* Its transition tells the element that the page has changed its scheme; what has content would lag behind. */
  .place::after {
    content: '';
    position: absolute;
    transition: color-scheme 1ms step-start allow-discrete;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  /* A page that says nothing of colour schemes gets the person's own. */
  .auto > .root {
    color-scheme: light dark;
  }
  /* Browsers before 2024: light. */
  @supports not (color: light-dark(red, red)) {
    :host {
      --light: var(--avatar-surface, #fff);
      --ink: var(--avatar-text, #1e1b30);
      --soft: var(--avatar-text-muted, #5d5976);
      --line: var(--avatar-border, #e2dff0);
      --accent: var(--avatar-accent, #5450c8);
      --on-accent: var(--avatar-accent-text, #fff);
      --live-color: var(--avatar-live, #cf2f5b);
      --bad: var(--avatar-error, #b3261e);
      --backdrop: var(--avatar-stage, #f4f1ff);
      --hue: var(--avatar-face, #ffc9a3);
      --mane: var(--avatar-hair, #3c2f63);
      --gear: #2a2447;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --motion: 0;
    }
  }
  @media (forced-colors: active) {
    :host {
      --light: Canvas;
      --ink: CanvasText;
      --soft: CanvasText;
      --line: CanvasText;
      --accent: ButtonText;
      --on-accent: ButtonFace;
      --live-color: Highlight;
      --bad: CanvasText;
      --backdrop: Canvas;
    }
  }
  * {
    box-sizing: border-box;
  }
  p {
    margin: 0;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 3px;
  }
`;
