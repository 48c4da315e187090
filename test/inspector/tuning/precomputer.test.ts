import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING, type PartialTurnTaking } from 'avatar-ptt/headless';
import { whileIdle } from '../../../inspector/model/while-idle.js';
import { Precomputer } from '../../../inspector/tuning/precomputer.js';
import { fieldOf } from '../../../inspector/tuning/settings.js';
import { WhatIfMemo } from '../../../inspector/what-if/what-if-memo.js';
import { fixtureInspector } from '../inspecting.js';
import { sampleSource } from '../sample-conversation.js';

const STOP = fieldOf('customTurnDetection.stopSecs');
const PRE_SPEECH = fieldOf('customTurnDetection.preSpeechMs');

describe('Precomputer', () => {
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

type Idle = Pick<Window, 'requestIdleCallback'>;

/** A page that is idle when the test says so, for so many ms. */
class Page {
  #waiting: IdleRequestCallback[] = [];
  readonly window = {
    requestIdleCallback: (callback: IdleRequestCallback) => this.#waiting.push(callback),
  } satisfies Idle as unknown as typeof window;

  get isAsked(): boolean {
    return this.#waiting.length > 0;
  }

  idle(ms: number): void {
    const untilMs = performance.now() + ms;
    const deadline = { didTimeout: false, timeRemaining: () => untilMs - performance.now() };
    for (const callback of this.#waiting.splice(0)) callback(deadline);
  }
}

function busy(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

describe('whileIdle', () => {
  let page: Page;
  let pieces: number;
  let abort: AbortController;
  beforeEach(() => {
    page = new Page();
    pieces = 0;
    abort = new AbortController();
  });

  it('works when the page is idle, until all is done', () => {
    whileIdle(page.window, () => ++pieces < 3, abort.signal);
    expect(pieces).to.equal(0);
    page.idle(50);
    expect([pieces, page.isAsked]).to.deep.equal([3, false]);
  });

  it('begins nothing that would not be over in time, and goes on when there is time again', () => {
    const piece = (): boolean => {
      busy(8);
      return ++pieces < 4;
    };
    whileIdle(page.window, piece, abort.signal);
    page.idle(2);
    expect(pieces).to.equal(1);
    page.idle(2);
    expect([pieces, page.isAsked]).to.deep.equal([1, true]);
    page.idle(200);
    expect([pieces, page.isAsked]).to.deep.equal([4, false]);
  });

  it('tries again in the end what took long once', () => {
    const piece = (): boolean => {
      busy(pieces === 0 ? 30 : 0);
      return ++pieces < 3;
    };
    whileIdle(page.window, piece, abort.signal);
    for (let i = 0; i < 40 && page.isAsked; i++) page.idle(10);
    expect(pieces).to.equal(3);
  });

  it('ends when it is aborted, also in the middle', () => {
    const piece = (): boolean => {
      if (++pieces === 2) abort.abort();
      return true;
    };
    whileIdle(page.window, piece, abort.signal);
    page.idle(50);
    expect([pieces, page.isAsked]).to.deep.equal([2, false]);
  });

  it('asks for nothing more once it was aborted while it waited', () => {
    whileIdle(page.window, () => ++pieces > 0, abort.signal);
    abort.abort();
    page.idle(50);
    expect([pieces, page.isAsked]).to.deep.equal([0, false]);
  });

  it('works in a browser without idle callbacks', async () => {
    whileIdle({} as typeof window, () => ++pieces < 3, abort.signal);
    expect(pieces).to.equal(0);
    await aTimeout(50);
    expect(pieces).to.equal(3);
  });
});
