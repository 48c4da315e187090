// For `npx wtr --files <file>`; the commands of package.json start the same by themselves.
import { configFor } from './tools/test/unit.mjs';

export default configFor(process.env.TEST_ENGINE ?? 'chromium');
