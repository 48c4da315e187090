// The demo's agent on Pipecat as a process of its own, and what it wrote down of what it received.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ensureAgent, ensureWhisper, startAgent } from '../../tools/agents.mjs';
import { HEARD_HZ } from '../livekit/heard.mjs';

const UP_MS = 60_000;

/** Starts it; `lateMs`: by how much it answers the starts of turns late, one after the other. */
export async function startPipecat({ lateMs = [0], port } = {}) {
  ensureAgent('pipecat');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-pipecat-'));
  const record = path.join(folder, 'received.wav');
  const known = port ?? (await freePort());
  const address = ['-t', 'webrtc', '--port', String(known)];
  const args = ['--whisper', ensureWhisper(), '--record', record, '--late', ...lateMs.map(String), ...address];
  const agent = await startAgent('pipecat', { args });
  const connectUrl = `http://localhost:${known}/api/offer`;
  await isUp(connectUrl);
  return {
    port: known,
    connectUrl,
    received: () => receivedIn(record),
    async stop() {
      await agent.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `{ samples, turns }`: all of it, and what came between each start and stop, `{ startsAt, stopsAt }` in samples. */
function receivedIn(file) {
  const data = readFileSync(file);
  const pcm = data.subarray(data.indexOf('data') + 8);
  const hz = data.readUInt32LE(24);
  const factor = HEARD_HZ / hz;
  const length = Math.floor(pcm.length / 2);
  const samples = Float32Array.from({ length: (length - 1) * factor }, (_, i) => {
    const left = Math.floor(i / factor);
    const [one, next] = [pcm.readInt16LE(left * 2), pcm.readInt16LE(left * 2 + 2)];
    return (one + (next - one) * (i / factor - left)) / 32_768;
  });
  const turns = [];
  for (const [command, at] of JSON.parse(readFileSync(`${file}.json`, 'utf8'))) {
    if (command === 'turn-start') turns.push({ startsAt: at * factor, stopsAt: samples.length });
    else if (turns.length > 0) turns.at(-1).stopsAt = at * factor;
  }
  return { samples, turns };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isUp(url) {
  for (const started = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const answer = await fetch(url, { method: 'OPTIONS' }).catch(() => null);
    if (answer) return;
    if (performance.now() - started > UP_MS) throw new Error('The agent did not start.');
  }
}
