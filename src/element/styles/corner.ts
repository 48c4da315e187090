import { css } from 'lit';

/**
 * `placement="corner"`: the round button floats over the page and lets everything else through; what belongs to it comes
 * above it when there is something to say, or when somebody is there. Nothing is taken from the keyboard: what is not shown
 * is transparent, and comes with the focus.
 */
export const corner = css`
  :host([placement='corner']) {
    --size: var(--avatar-button-size, 64px);
    position: fixed;
    z-index: 1000;
    inset-block-end: 16px;
    inset-inline-end: 16px;
    inline-size: min(20em, 100vw - 32px);
    block-size: max(var(--size), 64px);
    pointer-events: none;
  }
  /* In the top layer, where the window is the window whatever is around the element, and where the host would be. */
  :host([placement='corner']) .place {
    display: block;
    position: fixed;
    inset: inherit;
    margin: inherit;
    box-sizing: content-box;
    inline-size: inherit;
    padding: 0 min(var(--avatar-corner-right, 0px), 100vw - 20em - 32px)
      min(var(--avatar-corner-bottom, 0px), 100vh - var(--size) - 32px) 0;
    overflow: visible;
    color: inherit;
    background: none;
    border: 0;
  }
  :host([placement='corner']) .root {
    gap: 8px;
    background: none;
    border: 0;
  }
  :host([placement='corner']) .stage {
    display: grid;
    gap: 8px;
    min-block-size: 0;
    block-size: auto;
    background: none;
    overflow: visible;
  }
  :host([placement='corner']) :is(.face, .video, slot[name='poster']) {
    display: none;
  }
  :host([placement='corner']) :is(.errors, .captions, .unlock) {
    position: static;
    max-block-size: 8.5em;
  }
  :host([placement='corner']) :is(.caption, .status, .wait > *, .text, .side) {
    background: var(--light);
    border-radius: 14px;
    box-shadow: 0 2px 12px #0003;
  }
  :host([placement='corner']) .panel {
    position: static;
    gap: 8px;
    align-items: end;
    padding: 0;
  }
  :host([placement='corner']) :is(.status, .wait > *, .side, .text) {
    padding: 4px 12px;
  }
  :host([placement='corner']) :is(.status, .wait) {
    min-block-size: 0;
  }
  :host([placement='corner']) .status {
    font-size: 0.875em;
  }
  :host([placement='corner']) .controls {
    order: 1;
    grid-template-columns: auto auto auto;
    padding: 0;
  }
  :host([placement='corner']) .primary {
    order: 1;
    min-inline-size: 0;
    margin-inline-start: 8px;
  }
  :host([placement='corner']) .text {
    position: static;
    inline-size: 100%;
  }
  :host([placement='corner']) :is(.label, .side:empty) {
    position: absolute;
    opacity: 0;
  }
  :host([placement='corner']) :is(.errors, .captions, .unlock, .primary, .wait > *),
  :host([placement='corner']) .panel:is(:hover, :focus-within) :is(.side, .text) {
    pointer-events: auto;
  }
  :host([placement='corner']) .panel:not(:hover, :focus-within) :is(.side, .text, .wait),
  :host([placement='corner']) .root:not(:hover, :focus-within) .captions,
  :host([placement='corner']) .root[data-avatar='idle']:not(:hover, :focus-within) .status {
    opacity: 0;
  }
`;
