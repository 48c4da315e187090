import { make } from './dom.js';

const THANKS_MS = 2000;

export type Attributes = readonly (readonly [name: string, value: string])[];

/** A tag with the present attributes as HTML, to copy, and what a script sets; the returned function writes it anew. */
export function markupPanel(
  panel: HTMLElement,
  attributes: () => Attributes,
  properties: () => Attributes = () => [],
): () => void {
  const code = make('code');
  const shown = make('pre', { tabIndex: 0, ariaLabel: 'HTML' }, code);
  const copy = make('button', { type: 'button', className: 'pill', textContent: 'Copy' });
  const status = make('span', { className: 'note', role: 'status' });
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(code.textContent).then(
      () => say('Copied.'),
      () => {
        // Without the permission a person can still do it by hand.
        getSelection()?.selectAllChildren(code);
        say('Selected: copy it with your keyboard.');
      },
    );
  });
  function say(text: string): void {
    status.textContent = text;
    setTimeout(() => (status.textContent = ''), THANKS_MS);
  }
  panel.append(shown, make('div', { className: 'buttons' }, copy, status));
  return () => (code.textContent = markupOf(attributes(), properties()));
}

function markupOf(attributes: Attributes, properties: Attributes): string {
  const written = attributes.map(([name, value]) => `\n  ${name}="${value}"`).join('');
  const script = '<script type="module" src="/avatar-ptt/avatar-ptt.min.js"></script>';
  const tag = `${script}\n<avatar-ptt${written}${written && '\n'}></avatar-ptt>`;
  if (properties.length === 0) return tag;
  const set = properties
    .map(([name, value]) => `\n  document.querySelector('avatar-ptt').${name} = '${value}';`)
    .join('');
  return `${tag}\n<script>${set}\n</script>`;
}
