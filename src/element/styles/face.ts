import { css } from 'lit';

/** The drawn avatar and its bearing. What moves for decoration stops with `--motion: 0`. */
export const face = css`
  .skin-light {
    stop-color: color-mix(in srgb, var(--hue), #fff 45%);
  }
  .skin-dark {
    stop-color: color-mix(in srgb, var(--hue), #c2506a 24%);
  }
  .shirt-light {
    stop-color: color-mix(in srgb, var(--cloth), #fff 22%);
  }
  .shirt-dark {
    stop-color: color-mix(in srgb, var(--cloth), #14102e 34%);
  }
  .collar,
  .brows,
  .smile,
  .band,
  .boom {
    fill: none;
    stroke-linecap: round;
  }
  .collar {
    stroke: #fff5;
    stroke-width: 7;
  }
  .neck {
    fill: color-mix(in srgb, var(--hue), #a33c55 38%);
  }
  .hair {
    fill: var(--mane);
  }
  .band,
  .boom {
    stroke: var(--gear);
    stroke-width: 9;
  }
  .boom {
    stroke-width: 5;
  }
  .cup {
    fill: var(--gear);
    stroke: #fff3;
    stroke-width: 2;
  }
  .tip {
    fill: var(--gear);
    transition: fill 0.2s;
  }
  .cheeks {
    fill: #f0617e;
    opacity: 0.32;
  }
  .brows {
    stroke: var(--mane);
    stroke-width: 5;
  }
  .eye ellipse {
    fill: #2a2140;
  }
  .eye circle {
    fill: #fff;
  }
  .smile {
    stroke: #8e3048;
    stroke-width: 5;
  }
  .inside {
    fill: #7a2440;
  }
  .tongue {
    fill: #ef7a90;
  }
  .teeth {
    fill: #fff;
  }
  .halo {
    fill: color-mix(in srgb, var(--live-color) 13%, transparent);
    opacity: 0;
    transform-origin: 160px 146px;
    transition: opacity 0.3s;
  }
  .halo.inner {
    fill: color-mix(in srgb, var(--live-color) 20%, transparent);
  }
  .face[data-open] .halo {
    opacity: 1;
    transform: scale(calc(1 + var(--level, 0) * 0.22));
  }
  .face[data-open] .halo.inner {
    transform: scale(calc(1 + var(--level, 0) * 0.14));
  }
  .face[data-open] .tip {
    fill: var(--live-color);
  }
  .head,
  .eyes,
  .brows,
  .smile,
  .mouth {
    transition:
      transform 0.35s cubic-bezier(0.3, 1.4, 0.5, 1),
      opacity 0.12s;
  }
  .head {
    transform-origin: 160px 240px;
  }
  .eye {
    transform-box: fill-box;
    transform-origin: center;
    animation: blink calc(5.2s / var(--motion)) infinite;
  }
  .breath {
    animation: breathe calc(4.6s / var(--motion)) ease-in-out infinite alternate;
  }
  .mouth {
    opacity: 0;
    transform-origin: 160px 186px;
    transform: scale(calc(1 - var(--mouth, 0) * 0.14), var(--mouth, 0));
    transition: opacity 0.12s;
  }
  [data-avatar='speaking'] .mouth {
    opacity: clamp(0, var(--mouth, 0) * 9, 1);
  }
  [data-avatar='speaking'] .smile {
    opacity: clamp(0, 1 - var(--mouth, 0) * 9, 1);
  }
  [data-avatar='speaking'] .brows {
    transform: translateY(calc(var(--mouth, 0) * -5px * var(--motion)));
  }
  [data-avatar='listening'] .head {
    transform: rotate(calc(-3deg * var(--motion))) scale(1.02);
  }
  [data-avatar='listening'] .brows {
    transform: translateY(-5px);
  }
  [data-avatar='thinking'] .head {
    transform: rotate(calc(2.5deg * var(--motion)));
  }
  [data-avatar='thinking'] .eyes {
    transform: translate(7px, -6px);
  }
  [data-avatar='thinking'] .brows {
    transform: translateY(-3px);
  }
  [data-avatar='thinking'] .smile {
    transform: translate(48px, 30px) scale(0.7, 0.85);
  }
  .dots {
    fill: var(--accent);
    opacity: 0;
    transition: opacity 0.3s;
  }
  [data-avatar='thinking'] .dots {
    opacity: 0.9;
  }
  .dots circle {
    animation: dot calc(1.5s / var(--motion)) infinite;
  }
  .dots circle:nth-child(2) {
    animation-delay: 0.2s;
  }
  .dots circle:nth-child(3) {
    animation-delay: 0.4s;
  }
  /* As transforms these cost the page nothing: the single properties are animated on its main thread in a drawing. */
  @keyframes breathe {
    to {
      transform: translateY(3px);
    }
  }
  @keyframes blink {
    0%,
    95%,
    100% {
      transform: none;
    }
    97.5% {
      transform: scaleY(0.08);
    }
  }
  @keyframes dot {
    50% {
      opacity: 0.25;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
