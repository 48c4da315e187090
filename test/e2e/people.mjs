// What is measured in the page: each function runs there, with nothing of this file but itself.

/** Whether the tag has taken the language on, which it loads on demand. */
export async function readsLanguage(lang) {
  const { STRINGS } = await import(`/src/i18n/${lang}.ts`);
  const known = Object.values(STRINGS).map((text) => text.replace(/\{\w+\}/g, ''));
  const label = window.tag.shadowRoot.querySelector('.label').textContent.trim();
  return known.includes(label);
}

/** Keeps what the live region says from now on, as a screen reader would. */
export function spokenStatus() {
  const status = window.tag.shadowRoot.querySelector('[role=status]');
  const said = () => status.textContent.trim();
  window.liveRegion = status;
  window.spoken = [said()];
  new MutationObserver(() => window.spoken.at(-1) !== said() && window.spoken.push(said())).observe(status, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}

/** What sticks out of the tag or into its margins, lies on something else that can be pressed, is cut, or too small for a finger. */
export function boxesAt(touchPx) {
  const { tag } = window;
  const host = tag.getBoundingClientRect();
  const name = (node) =>
    `${node.localName}.${node.getAttribute('class') ?? ''} ${node.textContent.trim().slice(0, 30)}`;
  const isShown = (node) => node.checkVisibility() && !node.closest('svg') && node.getBoundingClientRect().width > 1;
  const nodes = [...tag.shadowRoot.querySelectorAll('.panel *, .errors *, .captions *')].filter(isShown);
  const sticksOut = (node, { left, right }, by = 0) => {
    const box = node.getBoundingClientRect();
    return box.left < left + by - 0.5 || box.right > right - by + 0.5;
  };
  const outside = nodes.filter((node) => sticksOut(node, host));
  const panel = tag.shadowRoot.querySelector('.panel');
  const padding = parseFloat(getComputedStyle(panel).paddingLeft);
  const crowded = nodes.filter(
    (node) => panel.contains(node) && sticksOut(node, panel.getBoundingClientRect(), padding),
  );
  const controls = [...tag.shadowRoot.querySelectorAll('button, summary, input, select')].filter(isShown);
  const words = [...tag.shadowRoot.querySelectorAll('.status span, #lock, .secs, .note, .label')].filter(isShown);
  const overlaps = (a, b) => {
    const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const isApart = one.right <= other.left + 0.5 || other.right <= one.left + 0.5;
    return !isApart && one.bottom > other.top + 0.5 && other.bottom > one.top + 0.5;
  };
  const isInside = (a, b) =>
    a.contains(b) || b.contains(a) || a.closest('.sheet, .errors') || b.closest('.sheet, .errors');
  const all = [...controls, ...words];
  const overlapping = all.flatMap((a, index) =>
    all.slice(index + 1).flatMap((b) => (!isInside(a, b) && overlaps(a, b) ? [`${name(a)} | ${name(b)}`] : [])),
  );
  const small = controls.filter((node) => {
    const { width, height } = node.getBoundingClientRect();
    return width < touchPx || height < touchPx;
  });
  const hasWords = (node) =>
    node.matches('.label') || [...node.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
  const cut = nodes.filter((node) => hasWords(node) && node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1);
  const { scrollWidth, clientWidth } = document.documentElement;
  return {
    outside: outside.map(name),
    crowded: crowded.map(name),
    overlapping,
    small: small.map(name),
    cut: cut.map(name),
    scrollsBy: scrollWidth - clientWidth,
  };
}

/** What can be pressed and is told from the page by no line and no ground of its own. */
export function unseen() {
  const { shadowRoot } = window.tag;
  const page = getComputedStyle(shadowRoot.querySelector('.root')).backgroundColor;
  return [...shadowRoot.querySelectorAll('.disc, .round, .pill, .knob, input, select')]
    .filter((node) => {
      const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(node);
      const hasLine = parseFloat(borderTopWidth) >= 1 && borderTopStyle !== 'none' && borderTopColor !== page;
      return node.checkVisibility() && !hasLine && backgroundColor === page;
    })
    .map((node) => node.getAttribute('class') ?? node.localName);
}
