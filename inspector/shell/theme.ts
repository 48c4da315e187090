import { css } from 'lit';

/** Colours, type and sizes; readable at 4.5:1 on `--surface` and `--raised`, light and dark. */
export const theme = css`
  /* What a page says of its own text is not for a tool in it; what it says of showing and of colours is. */
  :host {
    all: initial;
    visibility: inherit;
    color-scheme: inherit;
    --surface: light-dark(#ffffff, #15171c);
    --raised: light-dark(#f3f5f8, #1f232b);
    --text: light-dark(#1a1f29, #e6e9ef);
    --muted: light-dark(#56606f, #9ea7b6);
    --border: light-dark(#d5dae2, #363d49);
    --accent: light-dark(#2152cc, #8fb2ff);
    --accent-text: light-dark(#ffffff, #10131a);
    --live: light-dark(#c3262b, #ff8d85);
    --good: light-dark(#17733a, #71d292);
    --warn: light-dark(#8f5200, #ffc46b);
    --kind-user: light-dark(#6d28c9, #c9a4ff);
    --kind-audio: light-dark(#0b6e7d, #62d4e6);
    --kind-sent: light-dark(#2152cc, #8fb2ff);
    --kind-received: light-dark(#17733a, #71d292);
    --kind-machine: light-dark(#56606f, #9ea7b6);
    --turn-0: light-dark(#2152cc, #8fb2ff);
    --turn-1: light-dark(#a8480a, #ffab73);
    --turn-2: light-dark(#17733a, #71d292);
    --turn-3: light-dark(#6d28c9, #c9a4ff);
    --turn-4: light-dark(#b01768, #ff94c8);
    --turn-5: light-dark(#0b6e7d, #62d4e6);
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
    font:
      13px/1.45 system-ui,
      sans-serif;
    -webkit-text-size-adjust: 100%;
    user-select: text;
    -webkit-user-select: text;
  }

  /* Its transition tells the element that the page has changed its scheme. */
  :host::after {
    content: '';
    position: absolute;
    transition: color-scheme 1ms step-start allow-discrete;
  }

  .frame {
    color: var(--text);
    background: var(--surface);
  }

  .auto {
    color-scheme: light dark;
  }

  /* Phones zoom into fields with smaller text. */
  @media (pointer: coarse) {
    input,
    select,
    textarea {
      font-size: 16px !important;
    }
  }
`;
