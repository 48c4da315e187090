import { css } from 'lit';

/** Where things are: one column, or from 40em on the stage beside the controls. */
export const layout = css`
  .root {
    display: grid;
    grid-template-rows: auto 1fr;
    color: var(--ink);
    background: var(--light);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    accent-color: var(--accent);
  }
  .stage {
    position: relative;
    isolation: isolate;
    overflow: hidden;
    block-size: clamp(16em, 84cqi, 26em);
    background: var(--backdrop);
    border-radius: calc(var(--radius) - 1px) calc(var(--radius) - 1px) 0 0;
  }
  .face,
  .video,
  slot[name='poster'] {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .video,
  ::slotted([slot='poster']) {
    object-fit: cover;
  }
  ::slotted([slot='poster']) {
    inline-size: 100%;
    block-size: 100%;
  }
  slot[name='poster'] {
    display: block;
  }
  .captions,
  .errors {
    position: absolute;
    inset-inline: 12px;
    display: grid;
    gap: 6px;
    font-size: 0.9375em;
  }
  .captions {
    inset-block-end: 12px;
    /* Upside down, so that the newest words stay in sight. */
    display: flex;
    flex-direction: column-reverse;
    max-block-size: 34%;
    overflow: auto;
    scrollbar-width: thin;
    border-radius: 14px;
  }
  .captions > div {
    display: grid;
    gap: 6px;
  }
  .caption,
  .error {
    padding: 8px 14px;
    color: var(--ink);
    background: color-mix(in srgb, var(--light) 90%, transparent);
    border-radius: 14px;
    overflow-wrap: anywhere;
  }
  .caption {
    justify-self: start;
    max-inline-size: 88%;
    border-end-start-radius: 4px;
  }
  .caption.user {
    justify-self: end;
    border-end-start-radius: 14px;
    border-end-end-radius: 4px;
    color: var(--on-accent);
    background: var(--accent);
  }
  .caption span {
    display: block;
  }
  .caption b {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .errors {
    inset-block-start: 12px;
    z-index: 1;
  }
  .error {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
    background: var(--light);
    border: 1px solid var(--bad);
    border-inline-start-width: 5px;
    box-shadow: 0 6px 24px #0002;
  }
  .error p + p {
    margin-block-start: 6px;
  }
  .panel {
    display: flex;
    flex-direction: column;
    gap: 10px;
    padding: 16px;
    min-inline-size: 0;
  }
  .status {
    display: grid;
    place-content: center;
    min-block-size: 2.9em;
    font-weight: 550;
    text-align: center;
    text-wrap: balance;
  }
  .controls {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    gap: 8px;
    padding-block-start: 12px;
  }
  .side {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-content: center;
    block-size: var(--size);
  }
  .side.end {
    justify-content: end;
  }
  .wait {
    display: grid;
    place-content: center;
    min-block-size: 44px;
  }
  /* In a wide font its words take two lines, and the row stays as high as its button. */
  .lock {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: center;
    color: var(--soft);
    font-size: 0.875em;
    line-height: 1.2;
  }
  .lock > :is(.secs, .pill) {
    flex: none;
  }
  .secs {
    min-inline-size: 2em;
    color: var(--ink);
    font-variant-numeric: tabular-nums;
  }
  .warn .secs {
    color: var(--live-color);
    font-weight: 650;
  }
  .note {
    color: var(--soft);
    font-size: 0.8125em;
    text-align: center;
  }
  .text {
    display: flex;
    gap: 8px;
    margin-block-start: auto;
  }
  @container (inline-size < 30em) {
    .captions,
    .errors {
      font-size: 0.875em;
    }
    .caption.user:not(:last-child),
    .lock > .icon {
      display: none;
    }
    .captions {
      max-block-size: 42%;
    }
    .lock {
      font-size: 0.8125em;
    }
    .lock .pill {
      padding-inline: 12px;
    }
  }
  @container (inline-size >= 40em) {
    .root {
      grid-template: auto / 1.2fr 1fr;
    }
    .stage {
      block-size: auto;
      min-block-size: 25em;
      border-start-start-radius: calc(var(--radius) - 1px);
      border-start-end-radius: 0;
      border-end-start-radius: calc(var(--radius) - 1px);
      border-end-end-radius: 0;
    }
    .panel {
      position: relative;
      justify-content: center;
      padding: 24px 24px 84px;
    }
    .text {
      position: absolute;
      inset: auto 24px 24px;
    }
  }
`;
