import { html, svg, type TemplateResult } from 'lit';

/**
 * The drawn avatar. It moves by what is measured: the halo by the user's level (`--level`), the mouth by the avatar's
 * (`--mouth`); the rest of its bearing follows `data-avatar` on the root.
 */
export function faceView(): TemplateResult {
  return html`<svg
    class="face live"
    part="face"
    viewBox="0 20 320 350"
    preserveAspectRatio="xMidYMax meet"
    aria-hidden="true"
  >
    ${DEFS}
    <circle class="halo" cx="160" cy="146" r="112" />
    <circle class="halo inner" cx="160" cy="146" r="100" />
    <g class="breath">
      <path fill="url(#shirt)" d="M22 380c-2-104 40-150 138-150s140 46 138 150Z" />
      <path class="collar" d="M122 233q38 30 76 0" />
    </g>
    <g class="breath">
      <g class="head">
        <path class="neck" d="M134 214h52v20q-26 20-52 0Z" />
        <path class="band" d="M80 150c-6-118 166-118 160 0" />
        <path fill="url(#skin)" d="M160 66c54 0 80 34 80 84s-32 84-80 84-80-34-80-84 26-84 80-84Z" />
        <path
          class="hair"
          d="M83 134C80 84 112 60 160 60s80 24 77 74c-12-30-34-44-58-46 6 6 8 10 8 14-36-16-88-6-104 32Z"
        />
        ${FEATURES} ${HEADSET}
      </g>
    </g>
    <g class="dots">
      <circle cx="246" cy="66" r="7" />
      <circle cx="266" cy="52" r="8.5" />
      <circle cx="290" cy="40" r="10" />
    </g>
  </svg>`;
}

const DEFS = svg`<defs>
  <radialGradient id="skin" cx=".38" cy=".28" r=".85">
    <stop class="skin-light" />
    <stop class="skin-dark" offset="1" />
  </radialGradient>
  <linearGradient id="shirt" x2=".3" y2="1">
    <stop class="shirt-light" />
    <stop class="shirt-dark" offset="1" />
  </linearGradient>
  <clipPath id="lips"><path d="M136 184q24 5 48 0c2 24-10 34-24 34s-26-10-24-34Z" /></clipPath>
</defs>`;

const FEATURES = svg`<g class="cheeks">
    <ellipse cx="112" cy="182" rx="14" ry="9" />
    <ellipse cx="208" cy="182" rx="14" ry="9" />
  </g>
  <path class="brows" d="M116 129q13-8 26-2M178 127q13-6 26 2" />
  <g class="eyes">
    <g class="eye"><ellipse cx="130" cy="156" rx="10" ry="13.5" /><circle cx="134" cy="150" r="3.8" /></g>
    <g class="eye"><ellipse cx="190" cy="156" rx="10" ry="13.5" /><circle cx="194" cy="150" r="3.8" /></g>
  </g>
  <path class="smile" d="M142 190q18 15 36 0" />
  <g class="mouth" clip-path="url(#lips)">
    <path class="inside" d="M130 180h60v42h-60Z" />
    <ellipse class="tongue" cx="160" cy="217" rx="17" ry="12" />
    <path class="teeth" d="M140 178h40v12h-40Z" />
  </g>`;

const HEADSET = svg`<path class="boom" d="M76 176c0 40 22 50 50 50" />
  <rect class="cup" x="64" y="132" width="27" height="52" rx="13" />
  <rect class="cup" x="229" y="132" width="27" height="52" rx="13" />
  <rect class="tip" x="118" y="219" width="26" height="14" rx="7" />`;
