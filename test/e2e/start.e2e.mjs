// The server of `npm start`, as this machine, the network and pages of strangers find it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withTokenServer } from '../../tools/dev-server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('withTokenServer', () => {
  const servers = [];
  const listening = async (handle) => {
    const server = createServer(handle);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
  };
  let folder;
  let file;
  let port;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    file = path.join(folder, 'token-server.json');
    port = await listening(withTokenServer((_request, response) => response.end('a page'), file));
  });
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  const ask = (url, init) => fetch(`http://127.0.0.1:${port}${url}`, init);

  it('passes on what a page of its own asks, wherever the token server is, and leaves the rest', async () => {
    const seen = [];
    const other = await listening(async (request, response) => {
      const { method, url, headers } = request;
      let body = '';
      for await (const text of request) body += text;
      seen.push([method, url, headers.origin, headers.cookie, body]);
      response.writeHead(429, { 'Retry-After': '7' }).end('{"detail":"Wait."}');
    });
    writeFileSync(file, JSON.stringify({ port: other }));
    const own = `http://127.0.0.1:${port}`;
    const answer = await ask('/token-server/convai/connect', {
      method: 'POST',
      headers: { origin: own, cookie: 'a=b', 'content-type': 'application/json' },
      body: '{"character_id":"c"}',
    });
    assert.deepEqual(
      [answer.status, answer.headers.get('retry-after'), await answer.text()],
      [429, '7', '{"detail":"Wait."}'],
    );
    await ask('/token-server/status', { headers: { 'sec-fetch-site': 'same-origin' } });
    assert.deepEqual(seen, [
      ['POST', '/convai/connect', own, undefined, '{"character_id":"c"}'],
      ['GET', '/status', own, undefined, ''],
    ]);
    assert.equal(await (await ask('/demo/')).text(), 'a page');
  });

  it('refuses pages of others, and who tells of none', async () => {
    for (const headers of [
      {},
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      assert.equal((await ask('/token-server/status', { headers })).status, 403);
    }
  });

  it('says so where no token server is', async () => {
    const gone = createServer();
    gone.listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port: closed } = gone.address();
    await new Promise((resolve) => gone.close(resolve));
    writeFileSync(file, JSON.stringify({ port: closed }));
    const answer = await ask('/token-server/status', { headers: { 'sec-fetch-site': 'same-origin' } });
    assert.deepEqual(
      [answer.status, await answer.json()],
      [502, { detail: `No token server answers at 127.0.0.1:${closed}.` }],
    );
  });
});

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

  it('leads no page elsewhere to the token server', async () => {
    assert.equal(await statusOf('/token-server/status'), 403);
    assert.equal(await statusOf('/token-server/status', { name: 'evil.example' }), 403);
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
