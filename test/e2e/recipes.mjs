// The recipes of docs/policies.md, and what is left of one when an allowance is taken away.
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');
const SOURCE = /^(?!default-src|require-trusted-types-for)/;

/** All recipes by their headings: the response's headers and the page's markup. */
export function recipes() {
  const sections = text.split(/^### /m).slice(1);
  return new Map(sections.flatMap((section) => recipeOf(section)));
}

function recipeOf(section) {
  const [title] = section.split('\n');
  const markup = /^```html\n(.*?)^```$/ms.exec(section)?.[1];
  const headers = Object.fromEntries(
    [...(/^```http\n(.*?)^```$/ms.exec(section)?.[1].matchAll(/^([\w-]+): (.+)$/gm) ?? [])].map(([, ...pair]) => pair),
  );
  return markup ? [[title, { headers, markup }]] : [];
}

/** The recipe without each of its allowances, by what was taken away. */
export function* lessAllowed({ headers, markup }) {
  for (const [name, value] of Object.entries(headers)) {
    for (const [taken, left] of without(name, value)) yield [taken, { markup, headers: { ...headers, [name]: left } }];
  }
  for (const [whole, name, tokens] of markup.matchAll(/(allow|sandbox)="([^"]*)"/g)) {
    for (const token of tokens.split(/; | /).filter((one) => one !== 'autoplay')) {
      const left = tokens.replace(token, '').replace(/^; /, '');
      yield [token, { headers, markup: markup.replace(whole, `${name}="${left}"`) }];
    }
  }
  if (markup.includes(' crossorigin')) yield ['crossorigin', { headers, markup: markup.replace(' crossorigin', '') }];
}

function* without(name, value) {
  if (name === 'Permissions-Policy') {
    const [, list] = /\((.*)\)/.exec(value);
    for (const origin of list.split(' ')) {
      yield [
        origin,
        value.replace(
          list,
          list
            .split(' ')
            .filter((one) => one !== origin)
            .join(' '),
        ),
      ];
    }
  }
  if (name !== 'Content-Security-Policy') return;
  const directives = value.split('; ');
  for (const directive of directives.filter((one) => SOURCE.test(one))) {
    for (const source of directive.split(' ').slice(1)) {
      const left = directive.split(' ').filter((one) => one !== source);
      // An empty list of names allows all of them.
      if (left.length === 1) left.push("'none'");
      yield [`${source} in ${left[0]}`, directives.map((one) => (one === directive ? left.join(' ') : one)).join('; ')];
    }
  }
}
