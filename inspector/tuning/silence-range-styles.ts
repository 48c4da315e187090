import { css } from 'lit';

/** The slider with two thumbs, and what is folded away because it does nothing now. */
export const silenceRangeStyles = css`
  .tn-range .tn-slider {
    height: 24px;
  }

  .tn-range .tn-slider input {
    position: absolute;
    inset: 0;
    height: 100%;
    padding: 0 8px;
    appearance: none;
    outline: none;
    background: none;
    /* The input on top would keep the pointer from the thumb below. */
    pointer-events: none;
  }

  .tn-range .tn-marks {
    inset: 0 16px;
    width: calc(100% - 32px);
  }

  .tn-track,
  .tn-between {
    stroke: var(--border);
    stroke-width: 4;
    stroke-linecap: round;
  }

  .tn-between {
    stroke: var(--accent);
  }

  /* Each stands beside its value, so that two at the same value hide none. */
  .tn-range input::-webkit-slider-thumb {
    box-sizing: border-box;
    width: 16px;
    height: 20px;
    border: none;
    border-radius: 8px 2px 2px 8px;
    appearance: none;
    background: var(--accent);
    cursor: grab;
    pointer-events: auto;
    transform: translateX(-8px);
    forced-color-adjust: none;
  }

  .tn-range input::-moz-range-thumb {
    box-sizing: border-box;
    width: 16px;
    height: 20px;
    border: none;
    border-radius: 8px 2px 2px 8px;
    background: var(--accent);
    cursor: grab;
    pointer-events: auto;
    transform: translateX(-8px);
    forced-color-adjust: none;
  }

  .tn-range input + input::-webkit-slider-thumb {
    border-radius: 2px 8px 8px 2px;
    transform: translateX(8px);
  }

  .tn-range input + input::-moz-range-thumb {
    border-radius: 2px 8px 8px 2px;
    transform: translateX(8px);
  }

  .tn-range input:focus-visible::-webkit-slider-thumb {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .tn-range input:focus-visible::-moz-range-thumb {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .tn-scale {
    display: flex;
    justify-content: space-between;
    font-size: 11px;
  }

  .tn-idle summary {
    padding-block: 6px;
    cursor: pointer;
  }

  .tn-idle .tn-field {
    margin-inline-start: 16px;
  }

  .tn-limits {
    color: var(--warn);
  }

  @media (pointer: coarse) {
    .tn-range .tn-slider {
      height: 44px;
    }

    .tn-range input::-webkit-slider-thumb {
      height: 44px;
    }

    .tn-range input::-moz-range-thumb {
      height: 44px;
    }
  }
`;
