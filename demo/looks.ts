import 'avatar-ptt/define';
import { byId } from './dom.js';

/** Each look shows the rules that make it, as the browser has read them. */
for (const name of ['quiet', 'bold', 'tiny']) byId(`${name}-code`).textContent = rulesOf(name);

function rulesOf(name: string): string {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules
    .filter((rule) => rule instanceof CSSStyleRule && rule.selectorText.startsWith(`.${name}`))
    .map(({ cssText }) =>
      cssText
        .replace(/\s*([{;])\s*/g, '$1\n  ')
        .replace('{', ' {')
        .replace(/\n\s*\}$/, '\n}'),
    )
    .join('\n');
}
