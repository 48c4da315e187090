import { unjoined } from '../run.js';
import { QUIET, report, walk } from './turn-walk.js';

// As long as all walks of turn-machine.walk.test.ts together, so it is a file that runs beside them.
describe('transition, walked through every state with nothing left out', function () {
  this.timeout(180_000);

  it('keeps every promise when anything may happen', () => {
    const start = unjoined(
      { mode: 'push-to-talk', pushToTalkPolicy: { releaseTailMs: 0 } },
      { press: { maxHoldMs: 0 } },
    );
    report('everything', walk(start, { without: new Set(QUIET) }));
  });
});
