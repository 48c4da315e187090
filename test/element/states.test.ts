import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { emulateMedia, resetMedia } from '../engine.js';
import { restore } from './conversing.js';
import { STATES, standing, type StateName } from './states.js';

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`In ${colorScheme} colours the tag`, () => {
    after(resetMedia);
    afterEach(restore);

    for (const state of Object.keys(STATES) as StateName[]) {
      it(`is accessible when ${state}`, async () => {
        await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const element = await standing(state, await fixture(html`<div></div>`));
        await aTimeout(50);
        await expect(element).to.be.accessible();
      });
    }
  });
}
