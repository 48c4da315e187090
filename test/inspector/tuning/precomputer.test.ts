import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING, type PartialTurnTaking } from 'avatar-ptt/headless';
import { Precomputer } from '../../../inspector/tuning/precomputer.js';
import { fieldOf } from '../../../inspector/tuning/settings.js';
import { WhatIfMemo } from '../../../inspector/what-if/what-if-memo.js';
import { fixtureInspector } from '../inspecting.js';
import { sampleSource } from '../sample-conversation.js';

const STOP = fieldOf('customTurnDetection.stopSecs');
const PRE_SPEECH = fieldOf('customTurnDetection.preSpeechMs');

describe('Foresight', () => {
  let foreseen: PartialTurnTaking[];
  let abort: AbortController;
  let precomputer: Precomputer;
  const valuesOf = (name: 'stopSecs' | 'preSpeechMs'): number[] =>
    foreseen.flatMap(({ customTurnDetection }) => customTurnDetection?.[name] ?? []);
  beforeEach(() => {
    foreseen = [];
    abort = new AbortController();
    precomputer = new Precomputer({ precompute: (patch) => foreseen.push(patch) }, { window, signal: abort.signal });
  });

  it('looks at the values around the thumb, the nearest first, each as the slider writes it', async () => {
    precomputer.precompute(STOP, 0.8);
    await waitUntil(() => valuesOf('stopSecs').includes(3.8));
    expect(valuesOf('stopSecs').slice(0, 7)).to.deep.equal([0.8, 0.7, 0.9, 0.6, 1, 0.5, 1.1]);
    expect(Math.min(...valuesOf('stopSecs'))).to.equal(0.1);
    expect(valuesOf('stopSecs')).to.satisfy((all: number[]) => all.every((value) => String(value).length <= 3));
  });

  it('begins at the step of the slider nearest to what was typed', async () => {
    precomputer.precompute(STOP, 0.8437);
    await waitUntil(() => foreseen.length > 3);
    expect(valuesOf('stopSecs').slice(0, 3)).to.deep.equal([0.8, 0.7, 0.9]);
  });

  it('looks around one slider at a time, and at none once the panel is left', async () => {
    precomputer.precompute(STOP, 0.8);
    precomputer.precompute(PRE_SPEECH, DEFAULT_TURN_TAKING.customTurnDetection.preSpeechMs);
    await waitUntil(() => foreseen.length > 10);
    expect(valuesOf('stopSecs')).to.deep.equal([]);
    precomputer.precompute(STOP, 0.8);
    abort.abort();
    const { length } = foreseen;
    await aTimeout(100);
    expect(foreseen.length).to.equal(length);
  });

  it('begins with the panel, again when a hand or the focus comes to a slider, and follows the thumb', async () => {
    const proposals: unknown[] = [];
    const { precompute } = WhatIfMemo.prototype;
    WhatIfMemo.prototype.precompute = (patch) => proposals.push(patch.customTurnDetection?.stopSecs);
    try {
      const inspector = await fixtureInspector(sampleSource(), 'tuning');
      // A finger gives no notice.
      await waitUntil(() => proposals.includes(1));
      proposals.length = 0;
      const range = inspector.shadowRoot!.querySelector<HTMLInputElement>(`[id="tn-${STOP.path}"]`)!;
      range.dispatchEvent(new PointerEvent('pointerenter'));
      await waitUntil(() => proposals.includes(1));
      proposals.length = 0;
      range.dispatchEvent(new FocusEvent('focus'));
      await waitUntil(() => proposals.includes(1));
      expect(proposals).not.to.include(9);
      range.value = '9';
      range.dispatchEvent(new Event('input'));
      await waitUntil(() => proposals.includes(9) && proposals.includes(10));
      proposals.length = 0;
      range.dispatchEvent(new Event('change'));
      await waitUntil(() => proposals.includes(10));
    } finally {
      WhatIfMemo.prototype.precompute = precompute;
    }
  });
});
