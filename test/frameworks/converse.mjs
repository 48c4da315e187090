// The same two turns on the page of every example, said as a person says them.

/** A turn with the mouse held, which the application shows in its list; resolves with its milliseconds. */
export async function sayHeldTurn(page, { isListed = true } = {}) {
  await page.getByRole('button', { name: 'Start conversation' }).click();
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
  await page.getByRole('button', { name: 'Hold or tap to talk' }).hover();
  await page.mouse.down();
  await page.waitForTimeout(900);
  await page.mouse.up();
  return turnEndedBy(page, 'release', isListed);
}

/** A turn by voice alone, after the application's switch; resolves with its milliseconds and which detector heard it. */
export async function sayHandsFreeTurn(page) {
  await page.locator('label', { hasText: 'Hands-free' }).locator('input[type=checkbox]').check();
  await page.waitForFunction(() => document.querySelector('avatar-ptt').activeMode === 'hands-free');
  const durationMs = await turnEndedBy(page, 'stop-secs', true);
  const detector = await page.evaluate(() => document.querySelector('avatar-ptt').session.detector);
  return { durationMs, detector };
}

async function turnEndedBy(page, reason, isListed) {
  await page.waitForFunction((wanted) => window.turns.some((turn) => turn.reason === wanted), reason);
  const { durationMs } = await page.evaluate((wanted) => window.turns.find((turn) => turn.reason === wanted), reason);
  if (isListed) {
    const shown = `${(durationMs / 1000).toFixed(1)} s, ended by ${reason}`;
    await page.locator('ol > li', { hasText: shown }).first().waitFor();
  }
  return durationMs;
}
