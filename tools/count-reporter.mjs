// Counts tests of both runners into the JSON file named by TEST_COUNTS, for the one closing line of `npm test`.
import { writeFileSync } from 'node:fs';

const save = (counts) => {
  if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
};

const testsOf = (suite) => (suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []);

/** For @web/test-runner. */
export function countReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const tests = sessions.flatMap((session) => testsOf(session.testResults));
      const skipped = tests.filter((test) => test.skipped).length;
      const passed = tests.filter((test) => test.passed && !test.skipped).length;
      save({ passed, skipped, failed: tests.length - passed - skipped });
    },
  };
}

/** For `node --test --test-reporter`. */
export default async function* nodeTestReporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failedFiles = new Set();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (type === 'test:fail' && data.file) failedFiles.add(data.file);
    if (data.details?.type === 'suite' || isFile(data)) continue;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else counts[type === 'test:pass' ? 'passed' : 'failed'] += 1;
  }
  save({ ...counts, failedFiles: [...failedFiles] });
  yield '';
}

/** A file without tests is reported as a passed test of its own. */
const isFile = ({ name, file }) => file !== undefined && file.endsWith(name);
