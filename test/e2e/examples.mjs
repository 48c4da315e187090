// The code of README.md and of the pages in docs/, to be run as it stands there.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const folder = '.cache/snippets';
// Its recipes are policies, which need a server that sends them: policies.e2e.mjs runs those.
const elsewhere = ['docs/policies.md'];

const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
].filter((page) => !elsewhere.includes(page));

/** Every block of HTML or JavaScript, with the page that it is on. */
export const examples = pages.flatMap((page) =>
  [...read(page).matchAll(/^```(html|js)\n(.*?)^```$/gms)].map(([, language, code]) => ({ page, language, code })),
);

/** Links within the repository that lead nowhere, as `page: link`. */
export function deadLinks() {
  return [...pages, ...elsewhere, 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'].flatMap((page) =>
    linksOf(read(page))
      .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link))
      .map((link) => `${page}: ${link}`),
  );
}

function linksOf(text) {
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="(docs\/[^"]+)"/g)].map(([, link, image]) => link ?? image);
}

function leadsSomewhere(page, link) {
  const [file, heading] = link.split('#');
  const target = file ? path.posix.join(path.posix.dirname(page), file) : page;
  if (!existsSync(new URL(target, root))) return false;
  const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchorOf(title));
  return heading === undefined || headings.includes(heading);
}

/** As GitHub makes them. */
function anchorOf(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

/** The text of a page. */
export function read(page) {
  return readFileSync(new URL(page, root), 'utf8');
}

/** Writes an example as a page of its own; returns its path on the server. */
export function writeExample(example) {
  mkdirSync(new URL(folder, root), { recursive: true });
  const file = `${folder}/${examples.indexOf(example)}.html`;
  writeFileSync(new URL(file, root), pageOf(example));
  return `/${file}`;
}

export function removeExamples() {
  rmSync(fileURLToPath(new URL(folder, root)), { recursive: true, force: true });
}

/** A page around a block; the package's folder `cdn/` is served under its own name here. */
function pageOf({ language, code }) {
  const served = code
    .replaceAll('/avatar-ptt/', '/cdn/')
    .replaceAll('sha384-…', () => JSON.parse(read('cdn/integrity.json'))['avatar-ptt.min.js']);
  if (language === 'html') return `${/^<!doctype/i.test(code) ? '' : '<!doctype html>'}${served}`;
  const tag = code.includes('headless') ? '' : '<avatar-ptt></avatar-ptt>';
  return `<!doctype html><title>Example</title>${tag}<button>Go</button><script type="module">${code}</script>`;
}
