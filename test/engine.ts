import * as commands from '@web/test-runner-commands';

let test: Mocha.Test;
beforeEach(function () {
  test = this.currentTest!;
});

// What the drivers of Firefox and of WebKitGTK say of what they can't do.
const MISSING = /not supported for browser type|does not support CDP/;

/** The keyboard, the mouse and the person's preferences, by the browser itself; where its driver can't, the test is skipped. */
export const sendKeys = orSkip(commands.sendKeys);
export const sendMouse = orSkip(commands.sendMouse);
export const emulateMedia = orSkip(commands.emulateMedia);

/** Skips the test where the engine lacks what it is made with. */
export function needs(isThere: boolean): void {
  if (!isThere) test.skip();
}

/** Lets a track end as if its device were gone; Firefox's tracks take no event of a page's, and the test is skipped. */
export function end(track: MediaStreamTrack): void {
  const told: Event[] = [];
  track.addEventListener('ended', (event) => told.push(event), { once: true });
  track.dispatchEvent(new Event('ended'));
  if (told.length === 0) test.skip();
}

/** For afterwards: what could not be changed need not be put back. */
export const resetMouse = (): Promise<void> => ifPossible(commands.resetMouse());
export const resetMedia = (): Promise<void> =>
  ifPossible(commands.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' }));

async function ifPossible(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!MISSING.test(String(error))) throw error;
  }
}

function orSkip<P>(command: (payload: P) => Promise<unknown>): (payload: P) => Promise<void> {
  return async (payload) => {
    try {
      await command(payload);
    } catch (error) {
      if (MISSING.test(String(error))) test.skip();
      throw error;
    }
  };
}
