import { aTimeout, expect } from '@open-wc/testing';
import { whileIdle } from '../../../inspector/tuning/precomputer.js';

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
