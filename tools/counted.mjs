// Test runners in a process of their own, and what they counted (`count-reporter.mjs` tells it).
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

const cache = path.join(root, '.cache', 'counts');
const NONE = { passed: 0, failed: 0, skipped: 0 };

/**
 * The counts of one run; `runner` is given its environment and comes to its exit code. What no test tells (a file that does
 * not load, no test that ran) is one failure.
 */
export async function counted(name, runner) {
  mkdirSync(cache, { recursive: true });
  const file = path.join(cache, `${name}.json`);
  rmSync(file, { force: true });
  const status = await runner({ TEST_COUNTS: file });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : NONE;
  if (counts.failed > 0 || (status === 0 && counts.passed > 0)) return counts;
  console.error(`${name}: ${counts.passed === 0 ? 'no test passed' : 'the runner failed'} (exit code ${status}).`);
  return { ...counts, failed: 1 };
}

export const sumOf = (all) =>
  all.reduce((sum, counts) => Object.fromEntries(Object.keys(NONE).map((key) => [key, sum[key] + counts[key]])), NONE);
