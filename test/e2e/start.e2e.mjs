// The server of `npm start`, as this machine, the network and pages of strangers find it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('npm start', () => {
  let server;
  let port;
  before(async () => {
    server = spawn(process.execPath, [path.join(root, 'tools/start.mjs')], { env: { ...process.env, NO_OPEN: '1' } });
    let said = '';
    for await (const text of server.stdout) {
      said += text;
      port = /localhost:(\d+)/.exec(said)?.[1];
      if (port) break;
    }
  });
  after(async () => {
    server.kill();
    await once(server, 'exit');
  });

  /** The status of a path that nothing has put in order before. */
  const statusOf = async (file, { host = '127.0.0.1', name = `localhost:${port}` } = {}) => {
    const asked = request({ host, port, path: file, headers: { host: name } }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    return response.statusCode;
  };

  it('gives the demo and the sources, under each name of this machine', async () => {
    assert.equal(await statusOf('/'), 302);
    for (const name of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      for (const file of ['/demo/', '/src/index.ts', '/src/audio/capture.worklet.ts?thread-code']) {
        assert.equal(await statusOf(file, { name }), 200, `${name}${file}`);
      }
    }
    assert.equal(await statusOf('/demo/nowhere.html'), 404);
  });

  it('answers no other name', async () => {
    for (const name of [
      'evil.example',
      `evil.example:${port}`,
      'localhost',
      'localhost:1',
      `localhost.evil.example:${port}`,
    ])
      assert.equal(await statusOf('/demo/', { name }), 403, name);
  });

  it('is not there for the network', async () => {
    const others = Object.values(os.networkInterfaces())
      .flat()
      .filter(({ internal, scopeid }) => !internal && !scopeid);
    for (const { address: host } of others) await assert.rejects(statusOf('/demo/', { host }), /ECONNREFUSED/, host);
  });

  for (const file of [
    ...['/.git/config', '/.env', '/demo/.env', '/node_modules/.package-lock.json', '/src/.././.git/config'],
    ...['/%2egit/config', '/%252egit/config', '/src/..%2f.git%2fconfig', '/src/%5c..%5c.git', '/demo\\..\\.git'],
    ...['//.git/config', '//etc/passwd', '/src//index.ts', '/src/%2f%2findex.ts', '/../../etc/passwd'],
    ...['/__wds-outside-root__/3/etc/passwd', '/%5f%5fwds-outside-root__/3/etc/passwd'],
    ...['/src/%2e%2e/%2e%2e/etc/passwd?thread-code', '/demo/%00', '/%zz'],
  ]) {
    it(`keeps back ${file}`, async () => {
      assert.equal(await statusOf(file), 403);
    });
  }
});
