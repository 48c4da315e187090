import { html, type TemplateResult } from 'lit';

/** How to read and how to move the timeline, folded away. */
export function timelineHelp(): TemplateResult {
  return html`<details class="tl-help">
    <summary>How to read it, and keys</summary>
    <dl>
      <dt>Button</dt>
      <dd>Held, in the colour of the turn. An outline: held, but refused. ✕: a press was refused.</dd>
      <dt>Gate</dt>
      <dd>Outline: it is wanted open. Red: sound does go through. They should agree.</dd>
      <dt>Speech, Level</dt>
      <dd>How sure the detector is, and how loud it was over the noise of the room. Dashed: what counts as speech.</dd>
      <dt>What if</dt>
      <dd>
        Where turns would end with the settings being tried. A slanted line goes from the end that was. Red: cut off.
      </dd>
      <dt>Waiting</dt>
      <dd>The start or stop of a turn was sent and is not confirmed yet. Red: it failed.</dd>
      <dt>Messages</dt>
      <dd>Sent above, received below.</dd>
      <dt>← →</dt>
      <dd>Move along, with Shift faster. With Alt: move the line that values are read at.</dd>
      <dt>↑ ↓</dt>
      <dd>Previous and next turn. Enter selects what is at the line, Escape takes the line away.</dd>
      <dt>+ − 0</dt>
      <dd>
        Zoom in, out, show all. Also Ctrl and wheel, or two fingers. A double click shows a turn as large as it goes.
      </dd>
    </dl>
  </details>`;
}
