// Builds the applications with their own tools, and serves what was built.
import { spawnSync } from 'node:child_process';
import { cpSync, createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { workshop } from '../../tools/frameworks.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript' };
const site = path.join(workshop, 'site');

const withVite = (name) => mustRun('vite', 'vite', 'build', '--mode', name);

/** How each application becomes a folder of `site`. */
const builds = {
  html: () => {
    cpSync(path.join(workshop, 'apps', 'html'), path.join(site, 'html'), { recursive: true });
    const cdn = path.join(workshop, 'node_modules', 'avatar-ptt', 'cdn');
    cpSync(cdn, path.join(site, 'html', 'avatar-ptt'), { recursive: true });
  },
  react: withVite,
  preact: withVite,
  vue: withVite,
  svelte: withVite,
  angular: (name) => {
    mustRun('@angular/compiler-cli', 'ngc', '-p', 'apps/angular/tsconfig.build.json');
    withVite(name);
  },
  astro: () => mustRun('astro', 'astro', 'build', '--root', 'apps/astro'),
};

export function build(name) {
  builds[name](name);
}

/** Runs a tool of an installed package in the workshop; answers with its exit code and all that it wrote. */
export function runTool(owner, bin, ...args) {
  const folder = path.join(workshop, 'node_modules', owner);
  const { bin: bins } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const script = path.join(folder, typeof bins === 'string' ? bins : bins[bin]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: workshop,
    encoding: 'utf8',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  return { status, output: stdout + stderr };
}

export async function serveSite() {
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = path.join(site, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (!file.startsWith(site) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { origin: `http://localhost:${server.address().port}`, close };
}

function mustRun(...tool) {
  const { status, output } = runTool(...tool);
  if (status !== 0) throw new Error(`${tool.join(' ')}\n${output}`);
}
