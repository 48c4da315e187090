// Which tests run where: what needs no browser in Node, within seconds; what takes long in a command of its own.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** Folders and files of unit tests that use nothing that only a browser has. */
const PURE = [
  'test/core',
  ...['acknowledgements', 'acknowledgements.property', 'cloud-provider', 'new-id', 'session-end', 'token-answer'].map(
    (name) => `test/providers/cloud/${name}.test.ts`,
  ),
];

/** End-to-end files that wait in real time or try everything in turn, 10 to 200 s each: `npm run test:long`. */
export const LONG = [
  ...[
    'capture',
    'documents',
    'echo-canceller',
    'gestures',
    'hands-free',
    'listen',
    'loudspeaker',
    'policies',
    'room',
    'stranger',
    'suspension',
    'tag-gestures',
    'token-routes',
  ],
  ...['demo', 'lazy-loads', 'looks', 'people', 'recordings', 'site', 'smart-turn', 'what-if'],
  // The package, and what the pages tell people to write.
  ...['package', 'react', 'readme', 'script-tag'],
];

const entries = (place) =>
  place.endsWith('.ts')
    ? [place]
    : readdirSync(path.join(root, place), { recursive: true }).map((file) => path.posix.join(place, file));

/** The unit tests that run in Node; those of the commands themselves are no TypeScript and run as they are. */
export const pureTests = () => PURE.flatMap(entries).filter((file) => file.endsWith('.test.ts'));
