// A command like those of package.json, on one planted file; started by `files.test.mjs`.
import { fileURLToPath } from 'node:url';
import { conclude, testFiles } from '../../../tools/test/files.mjs';

const [name, withinMs] = process.argv.slice(2);
const file = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
conclude(await testFiles([file], withinMs ? { withinMs: Number(withinMs) } : {}));
