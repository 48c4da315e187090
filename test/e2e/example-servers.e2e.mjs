// The development servers of examples/: others in the same network have no business with what somebody tries out.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { exampleNames, exampleSource } from '../../tools/examples.mjs';

/** By how a command begins: what it needs to listen to this machine alone; null: nothing, that is its default. */
const SERVERS = [
  [/^ng serve/, null],
  [/^astro (dev|preview)/, null],
  [/^vite( preview)?( |$)/, null],
  [/^esbuild .*--serve/, /--serve=localhost:\d+/],
  [/^http-server/, / -a localhost( |$)/],
  [/^next (dev|start)/, / --hostname localhost( |$)/],
  [/^(parcel( |$)(?!build)|rspack dev|webpack serve)/, / --host localhost( |$)/],
];
const NO_SERVER =
  /^(ng build|astro (build|check)|vite build|esbuild|next build|parcel build|rspack build|rollup|tsc|vue-tsc|svelte-check|webpack --mode)/;

describe('examples', () => {
  for (const name of exampleNames) {
    it(`${name} is served to its own machine alone`, () => {
      const { scripts } = JSON.parse(readFileSync(`${exampleSource(name)}/package.json`, 'utf8'));
      const commands = Object.values(scripts).flatMap((script) => script.split(/ && |^concurrently [^"]*|" "|"$/));
      for (const command of commands.map((one) => one.replaceAll('"', '').trim()).filter(Boolean)) {
        const server = SERVERS.find(([begin]) => begin.test(command));
        if (server) assert.match(command, server[1] ?? /^(?!.*--host)/, command);
        else assert.match(command, NO_SERVER, `"${command}" is a command that this test does not know`);
      }
    });

    it(`${name} has no settings that open its server`, () => {
      const settings = readdirSync(exampleSource(name)).filter((file) => /config|^angular\.json$|^\.\w+rc/.test(file));
      for (const file of settings) {
        const text = readFileSync(`${exampleSource(name)}/${file}`, 'utf8');
        assert.doesNotMatch(text, /\bhost['"]?\s*:|0\.0\.0\.0|allowedHosts/, file);
      }
    });
  }
});
