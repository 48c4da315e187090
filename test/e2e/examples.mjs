// The code of README.md and of the pages in docs/, to be run as it stands there.
import { createReadStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
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
  return [
    ...pages,
    ...elsewhere,
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'CODE_OF_CONDUCT.md',
    'examples/README.md',
  ].flatMap((page) =>
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
  if (heading === undefined) return true;
  const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchorOf(title));
  return headings.includes(heading);
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

/** Writes an example as a page of its own, changed by `change`; returns its path on the server. */
export function writeExample(example, change = (html) => html) {
  mkdirSync(new URL(folder, root), { recursive: true });
  const file = `${folder}/${examples.indexOf(example)}.html`;
  writeFileSync(new URL(file, root), change(pageOf(example)));
  return `/${file}`;
}

export function removeExamples() {
  rmSync(fileURLToPath(new URL(folder, root)), { recursive: true, force: true });
}

/** A block with the hash of the file that there is, instead of one that is left open or that was published. */
export function withHash(code, integrity = JSON.parse(read('cdn/integrity.json'))) {
  return code.replaceAll(/sha384-(…|[\w+/]{64})/g, () => integrity['avatar-ptt.min.js']);
}

/** An origin that stands in for the public CDN, with the files of the package in `folder`. */
export async function cdnStandIn(folder = fileURLToPath(root)) {
  const server = createServer(({ url }, response) => {
    const [, file] = /^\/npm\/avatar-ptt@[\d.]+\/(cdn\/[\w./-]+)$/.exec(url) ?? [];
    if (!file || file.includes('..') || !existsSync(path.join(folder, file))) return response.writeHead(404).end();
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' });
    return createReadStream(path.join(folder, file)).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return {
    /** A page that loads from here what it loads from the CDN. */
    from: (code) => code.replaceAll('https://cdn.jsdelivr.net/', `http://localhost:${server.address().port}/`),
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

/** A page around a block; the package's folder `cdn/` is served under its own name here. */
function pageOf({ language, code }) {
  const served = withHash(code.replaceAll('"/avatar-ptt/', '"/cdn/'));
  if (language === 'html') return `${/^<!doctype/i.test(code) ? '' : '<!doctype html>'}${served}`;
  const tag = code.includes('headless') ? '' : '<avatar-ptt></avatar-ptt>';
  return `<!doctype html><title>Example</title>${tag}<button>Go</button><script type="module">${code}</script>`;
}
