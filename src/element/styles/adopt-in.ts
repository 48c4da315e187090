import { adoptStyles, type CSSResult } from 'lit';

/** Puts the styles into the root. A sheet belongs to one document, so in another window's each is made anew. */
export function adoptIn(root: ShadowRoot, styles: CSSResult[]): void {
  const view = root.ownerDocument.defaultView;
  if (!view || view === window) {
    adoptStyles(root, styles);
    return;
  }
  root.adoptedStyleSheets = styles.map(({ cssText }) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(cssText);
    return sheet;
  });
}
