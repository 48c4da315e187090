import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '../../engine.js';
import { initialTurnState, type SessionRecord } from 'avatar-ptt/headless';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import { createPanel } from '../../../inspector/events/panel.js';
import type { Receiver, Source } from '../../../inspector/model/source.js';
import { fixtureInspector } from '../inspecting.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

const sample = sampleConversation();

async function shown(source: Source = sampleSource(sample)): Promise<AvatarInspector> {
  const inspector = await fixtureInspector(source, 'events');
  inspector.style.height = '560px';
  await settled(inspector);
  return inspector;
}

/** Some frames: rows that come faster than anybody reads are painted 20 times a second. */
async function settled(inspector: AvatarInspector): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await nextFrame();
    await inspector.updateComplete;
  }
}

function find(inspector: AvatarInspector, selector: string): HTMLElement {
  const element = inspector.renderRoot.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`There is no ${selector}.`);
  return element;
}

function grid(inspector: AvatarInspector): HTMLElement {
  return find(inspector, '.ev-grid');
}

function rows(inspector: AvatarInspector): HTMLElement[] {
  return Array.from(inspector.renderRoot.querySelectorAll<HTMLElement>('.ev-row:not([hidden])'));
}

function types(inspector: AvatarInspector): string[] {
  return rows(inspector).map((row) => row.querySelector('.ev-type')!.textContent);
}

function selected(inspector: AvatarInspector): HTMLElement {
  return find(inspector, `#${grid(inspector).getAttribute('aria-activedescendant') ?? 'none'}`);
}

function count(inspector: AvatarInspector): number {
  return Number(grid(inspector).getAttribute('aria-rowcount')) - 1;
}

function button(inspector: AvatarInspector, name: string): HTMLButtonElement {
  const buttons = Array.from(inspector.renderRoot.querySelectorAll('button'));
  return buttons.find(({ textContent, ariaLabel }) => textContent.trim().startsWith(name) || ariaLabel === name)!;
}

async function press(inspector: AvatarInspector, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await sendKeys({ press: key });
    await settled(inspector);
  }
}

async function search(inspector: AvatarInspector, query: string): Promise<void> {
  const field = find(inspector, '.ev-search') as HTMLInputElement;
  field.value = query;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled(inspector);
}

function isInSight(inspector: AvatarInspector, row: HTMLElement): boolean {
  const place = row.getBoundingClientRect();
  const { top, bottom } = grid(inspector).getBoundingClientRect();
  return place.height > 0 && place.top >= top && place.bottom <= bottom + 1;
}

function tick(seq: number, raw?: unknown): SessionRecord {
  const state = initialTurnState();
  return { seq, at: seq, event: { type: 'wire-message', direction: 'in', at: seq, raw }, state, effects: [] };
}

/** A source that tells when the test says so. */
function liveSource(): { source: Source; tell(count: number, raw?: unknown): void; receiver(): Receiver } {
  let receiver: Receiver | null = null;
  let seq = 0;
  const open = (given: Receiver): void => {
    receiver = given;
    given.begin(initialTurnState());
  };
  return {
    source: { kind: 'recording', label: 'live', timeOriginMs: 0, control: null, open },
    tell: (more, raw) => {
      for (let i = 0; i < more; i++) receiver?.record(tick(++seq, raw));
    },
    receiver: () => receiver!,
  };
}

describe('createPanel of the events', () => {
  it('is accessible as a list, filtered to nothing, and with a detail', async () => {
    expect(createPanel).to.be.a('function');
    const inspector = await shown();
    await expect(inspector).to.be.accessible();
    rows(inspector)[3]?.click();
    await settled(inspector);
    await expect(inspector).to.be.accessible();
    await search(inspector, 'nowhere to be found');
    await expect(inspector).to.be.accessible();
  });

  it('shows the newest row of the conversation, and few elements for many rows', async () => {
    const { source, tell } = liveSource();
    const inspector = await shown(source);
    tell(20_000);
    await waitUntil(() => count(inspector) === 20_000);
    const newest = rows(inspector).at(-1)!;
    expect(newest.getAttribute('aria-rowindex')).to.equal('20001');
    expect(isInSight(inspector, newest)).to.equal(true);
    expect(rows(inspector).length).to.be.below(80);
  });

  it('says what to do while nothing has happened', async () => {
    const inspector = await shown(liveSource().source);
    expect(find(inspector, '.ev-empty').textContent).to.include('Start the conversation');
  });

  it('says how many records are not here', async () => {
    const { source, tell, receiver } = liveSource();
    const inspector = await shown(source);
    receiver().missed(1234);
    tell(102_000);
    await settled(inspector);
    expect(find(inspector, '.ev-note').textContent)
      .to.include('1,234 came before')
      .and.to.include('1,024 were dropped');
  });

  it('stays where the person scrolled to, and follows again from the end', async () => {
    const { source, tell } = liveSource();
    const inspector = await shown(source);
    tell(1000);
    await settled(inspector);
    grid(inspector).scrollTop = 2400;
    await settled(inspector);
    tell(500);
    await settled(inspector);
    expect(grid(inspector).scrollTop).to.equal(2400);
    button(inspector, '↓').click();
    await settled(inspector);
    expect(isInSight(inspector, rows(inspector).at(-1)!)).to.equal(true);
    expect(rows(inspector).at(-1)?.ariaRowIndex).to.equal('1501');
  });

  it('holds the list while paused, counts what comes and loses nothing', async () => {
    const { source, tell } = liveSource();
    const inspector = await shown(source);
    tell(50);
    await settled(inspector);
    button(inspector, 'Pause').click();
    await settled(inspector);
    tell(123);
    await waitUntil(() => button(inspector, 'Resume').textContent.includes('123 new'));
    expect(count(inspector)).to.equal(50);
    button(inspector, 'Resume').click();
    await settled(inspector);
    expect(count(inspector)).to.equal(173);
  });

  it('leaves out a kind, and brings it back', async () => {
    const inspector = await shown();
    const all = count(inspector);
    button(inspector, 'audio').click();
    await settled(inspector);
    expect(count(inspector)).to.be.below(all);
    expect(types(inspector)).to.not.include('gate-opened');
    button(inspector, 'audio').click();
    await settled(inspector);
    expect(count(inspector)).to.equal(all);
  });

  it('shows one turn alone', async () => {
    const inspector = await shown();
    const field = find(inspector, '.ev-turn-field') as HTMLInputElement;
    field.value = '2';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settled(inspector);
    const turns = rows(inspector).map((row) => row.querySelector('.ev-turn')!.textContent);
    expect(new Set(turns)).to.deep.equal(new Set(['2']));
  });

  it('isolates a type by a click on it, and shows all by the next', async () => {
    const inspector = await shown();
    const all = count(inspector);
    const name = rows(inspector).at(-1)!.querySelector<HTMLElement>('.ev-type-name')!;
    const type = name.textContent;
    name.click();
    await settled(inspector);
    expect(new Set(types(inspector))).to.deep.equal(new Set([type]));
    rows(inspector).at(-1)!.querySelector<HTMLElement>('.ev-type-name')!.click();
    await settled(inspector);
    expect(count(inspector)).to.equal(all);
  });

  it('searches by text and by expression, and keeps the search before an expression that is none', async () => {
    const inspector = await shown();
    await search(inspector, '/^gate-(opened|closed)/');
    const found = count(inspector);
    expect(new Set(types(inspector))).to.deep.equal(new Set(['gate-opened', 'gate-closed']));
    await search(inspector, '/gate-(/');
    expect(find(inspector, '[role="alert"]').textContent).to.include('stays in force');
    expect(count(inspector)).to.equal(found);
    await search(inspector, 'I heard turn 2');
    expect(types(inspector)).to.deep.equal(['transcript']);
  });

  it('tells times from the start, of the day and from row to row', async () => {
    const inspector = await shown();
    const times = (): string => rows(inspector).at(-1)!.querySelector('.ev-time')!.textContent;
    const choose = async (index: number): Promise<void> => {
      const select = find(inspector, 'select[aria-label="Times"]') as HTMLSelectElement;
      select.selectedIndex = index;
      select.dispatchEvent(new Event('change'));
      await settled(inspector);
    };
    expect(times()).to.match(/^0:5\d\.\d{3}$/);
    await choose(1);
    expect(times()).to.match(/^\d\d:\d\d:\d\d\.\d{3}$/);
    await choose(2);
    expect(times()).to.match(/^\+\d+\.\d$/);
  });

  it('shows messages as they came', async () => {
    const { source, tell } = liveSource();
    const inspector = await shown(source);
    tell(1, { kind: 'hello' });
    button(inspector, 'Raw').click();
    await settled(inspector);
    expect(rows(inspector)[0]?.querySelector('.ev-text')?.textContent).to.equal('{"kind":"hello"}');
  });

  it('is worked by the keyboard alone', async () => {
    const inspector = await shown();
    grid(inspector).focus();
    await press(inspector, 'ArrowUp');
    expect(selected(inspector).ariaRowIndex).to.equal(String(count(inspector) + 1));
    await press(inspector, 'Home');
    expect(selected(inspector).ariaRowIndex).to.equal('2');
    expect(isInSight(inspector, selected(inspector))).to.equal(true);
    await press(inspector, 'ArrowDown', 'ArrowDown', 'ArrowUp');
    expect(selected(inspector).ariaRowIndex).to.equal('3');
    await press(inspector, 'PageDown');
    const page = Number(selected(inspector).ariaRowIndex) - 3;
    expect(page).to.be.above(2);
    expect(isInSight(inspector, selected(inspector))).to.equal(true);
    await press(inspector, 'Enter');
    expect(find(inspector, '.ev-detail').ariaLabel).to.include(
      selected(inspector).querySelector('.ev-type')!.textContent,
    );
    await press(inspector, 'Escape');
    expect(inspector.renderRoot.querySelector('.ev-detail')).to.equal(null);
    await press(inspector, 'i');
    expect(new Set(types(inspector)).size).to.equal(1);
    await press(inspector, '/');
    expect(inspector.shadowRoot?.activeElement).to.equal(find(inspector, '.ev-search'));
    await press(inspector, 'c', 'i');
    expect((find(inspector, '.ev-search') as HTMLInputElement).value).to.equal('ci');
  });

  it('opens a record to its event, its message, what was done and what it changed', async () => {
    const inspector = await shown();
    await search(inspector, '/^speech-started turn 5/');
    rows(inspector)[0]!.click();
    await settled(inspector);
    const { textContent } = find(inspector, '.ev-detail-body');
    expect(textContent).to.include('"onsetMs"').and.to.include('open-gate').and.to.include('turnIds');
    find(inspector, '.ev-detail summary').click();
    await settled(inspector);
    await waitUntil(() => find(inspector, '.ev-detail details').textContent.includes('"turnIds"'));
  });

  it('copies a record as JSON', async () => {
    const inspector = await shown();
    const written: string[] = [];
    const { clipboard } = navigator;
    const standIn = { writeText: (text: string) => Promise.resolve(void written.push(text)) };
    Object.defineProperty(navigator, 'clipboard', { value: standIn, configurable: true });
    try {
      rows(inspector).at(-1)!.click();
      await settled(inspector);
      button(inspector, 'Copy').click();
      await waitUntil(() => written.length > 0, 'it is copied');
    } finally {
      Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    }
    expect((JSON.parse(written[0]!) as SessionRecord).seq).to.equal(sample.records.length);
  });

  it('shows what is hostile as text', async () => {
    const { source, tell } = liveSource();
    const inspector = await shown(source);
    const hostile = '<img src=x onerror="document.title=1"><script>1</script>${1}';
    const cycle: Record<string, unknown> = { hostile, toJSON: null };
    cycle['self'] = cycle;
    tell(1, hostile);
    tell(1, cycle);
    tell(1, { __proto__: { evil: true }, constructor: 'x', big: 'y'.repeat(1_000_000) });
    button(inspector, 'Raw').click();
    await settled(inspector);
    for (const row of rows(inspector)) {
      row.click();
      await settled(inspector);
    }
    rows(inspector)[0]!.click();
    await settled(inspector);
    expect(rows(inspector)[0]?.querySelector('.ev-text')?.textContent).to.equal(hostile);
    expect(find(inspector, '.ev-detail-body').textContent).to.include('<img src=x');
    expect(inspector.renderRoot.querySelector('img, script')).to.equal(null);
  });

  it('chooses for all panels, and shows what another one chose', async () => {
    const inspector = await shown();
    rows(inspector).at(-1)!.click();
    await settled(inspector);
    inspector.show('locks');
    await settled(inspector);
    inspector.show('events');
    await settled(inspector);
    expect(selected(inspector).ariaRowIndex).to.equal(String(count(inspector) + 1));
  });

  it('begins anew with another session', async () => {
    const { source, tell, receiver } = liveSource();
    const inspector = await shown(source);
    tell(40);
    await settled(inspector);
    rows(inspector)[5]!.click();
    await settled(inspector);
    receiver().begin(initialTurnState());
    tell(2);
    await settled(inspector);
    expect(count(inspector)).to.equal(2);
    expect(inspector.renderRoot.querySelector('.ev-detail')).to.equal(null);
  });
});
