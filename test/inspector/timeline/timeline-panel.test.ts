import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '../../engine.js';
import type { HeardFrame } from 'avatar-ptt/headless';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import { GUTTER_PX } from '../../../inspector/timeline/scene.js';
import type { Receiver, Source } from '../../../inspector/model/source.js';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

/** The timeline of a source, painted. */
async function timelineOf(source: Source = sampleSource()): Promise<AvatarInspector> {
  const inspector = await fixtureInspector(source, 'timeline');
  await shown(inspector);
  return inspector;
}

async function shown(inspector: AvatarInspector): Promise<void> {
  await waitUntil(() => !inspector.shadowRoot!.textContent.includes('Loading the timeline'));
  await painted(inspector);
}

async function painted(inspector: AvatarInspector): Promise<void> {
  await nextFrame();
  await inspector.updateComplete;
  await nextFrame();
}

/** Keys pressed on the timeline, one after another. */
async function press(inspector: AvatarInspector, ...keys: readonly string[]): Promise<void> {
  one(inspector, '.tl-stage').focus();
  for (const combination of keys) {
    const [, modifier, key = combination] = /^(Alt|Shift)\+(.+)$/.exec(combination) ?? [];
    if (modifier) await sendKeys({ down: modifier });
    await sendKeys({ press: key });
    if (modifier) await sendKeys({ up: modifier });
  }
  await painted(inspector);
}

function one(inspector: AvatarInspector, selector: string): HTMLElement {
  return inspector.shadowRoot!.querySelector<HTMLElement>(selector)!;
}

function all(inspector: AvatarInspector, selector: string): HTMLElement[] {
  return [...inspector.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
}

function text(inspector: AvatarInspector, selector: string): string {
  return one(inspector, selector).textContent.replace(/\s+/g, ' ').trim();
}

/** Where a moment lies on the screen while all is shown, s from the beginning. */
function placeOf(inspector: AvatarInspector, secs: number): [number, number] {
  const stage = one(inspector, '.tl-stage');
  stage.scrollIntoView();
  const { left, top, width } = stage.getBoundingClientRect();
  const lengthSecs = Number(stage.getAttribute('aria-valuemax')) / 1000;
  const share = (0.05 + secs / lengthSecs) / 1.1;
  return [Math.round(left + GUTTER_PX + share * (width - GUTTER_PX)), Math.round(top + 60)];
}

const reading = (inspector: AvatarInspector, name: string): string => text(inspector, `[data-reading="${name}"]`);
const heading = (inspector: AvatarInspector): string => text(inspector, '#tl-waterfall');
const isPainted = (inspector: AvatarInspector): boolean => {
  const canvas = one(inspector, '.tl-canvas') as HTMLCanvasElement;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0);
};

/** A source that delivers what the function does, at once. */
function sourceOf(open: (receiver: Receiver) => void): Source {
  return { ...sampleSource(), open };
}

describe('timelinePanel', () => {
  it('is accessible', async () => {
    await expect(await timelineOf()).to.be.accessible();
  });

  it('paints the conversation, and reads its newest moment', async () => {
    const inspector = await timelineOf();
    expect(isPainted(inspector)).to.be.true;
    expect(reading(inspector, 'connection')).to.equal('connected');
    expect(one(inspector, '.tl-stage').getAttribute('aria-valuetext')).to.contain(reading(inspector, 'time'));
  });

  it('says what to do while there is nothing to show', async () => {
    const inspector = await timelineOf(sourceOf((receiver) => receiver.begin(null)));
    expect(text(inspector, '.empty')).to.contain('Start the conversation');
    await expect(inspector).to.be.accessible();
  });

  it('lists every turn and every refused press, the newest first', async () => {
    const inspector = await timelineOf();
    const rows = all(inspector, '.tl-scroll tbody tr').map((row) => row.textContent.replace(/\s+/g, ' ').trim());
    expect(rows.length).to.equal(9);
    expect(rows[0]).to.match(/^8 0:48\.\d{3} voice 4\.\d\d s silence/);
    expect(rows.at(-2)).to.contain('Press refused (avatar busy)');
    expect(rows.at(-1)).to.match(/^1 0:01\.\d{3} pointer/);
  });

  it('has a row for pauses only where an analyzer judges them, and says in words what each came to', async () => {
    const heightOf = (inspector: AvatarInspector): number => one(inspector, '.tl-canvas').clientHeight;
    const plain = await timelineOf();
    expect([all(plain, '[data-reading="pause"]').length, all(plain, '.tl-pauses').length]).to.deep.equal([0, 0]);
    const plainHeight = heightOf(plain);
    const judged = sampleConversation({
      settings: {
        mode: 'hands-free',
        turnDetection: 'custom',
        customTurnDetection: { analyzer: 'smart-turn', stopSecs: 2, minStopSecs: 0.4 },
      },
      speech: [
        [1, 2],
        [2.6, 3.5],
      ],
      completeness: [0.25, 1],
      secs: 6,
    });
    const inspector = await timelineOf(sampleSource(judged));
    expect(heightOf(inspector)).to.be.greaterThan(plainHeight);
    const words = all(inspector, '.tl-pauses li').map((item) => item.textContent);
    expect(words[0]).to.match(/^Paused 6\d\d ms, sounded 25 % complete: would have ended after 1.60 s; you went on.$/);
    expect(words[1]).to.equal('Paused 400 ms, sounded 100 % complete: ended the turn (sounded complete).');
    await sendMouse({ type: 'move', position: placeOf(inspector, 2.5) });
    await painted(inspector);
    expect(reading(inspector, 'pause')).to.equal('sounded 25 % complete');
    expect(one(inspector, '.tl-stage').getAttribute('aria-valuetext')).to.contain('pause sounded 25 % complete');
    await expect(inspector).to.be.accessible();
  });

  it('shows the waits of the turn that is clicked in the list', async () => {
    const inspector = await timelineOf();
    expect(heading(inspector)).to.contain('Turn 8');
    all(inspector, '.tl-scroll tbody button').at(-1)!.click();
    await painted(inspector);
    expect(heading(inspector)).to.contain('Turn 1');
    expect(one(inspector, 'tr[aria-current="true"]').textContent).to.contain('pointer');
  });

  it('goes through the list with the arrow keys', async () => {
    const inspector = await timelineOf();
    one(inspector, '.tl-scroll tbody button').focus();
    await sendKeys({ press: 'ArrowDown' });
    await painted(inspector);
    expect(heading(inspector)).to.contain('Turn 7');
    expect(all(inspector, '.tl-scroll tbody [tabindex="0"]').length).to.equal(1);
    expect(inspector.shadowRoot!.activeElement?.getAttribute('aria-label')).to.equal('Turn 7');
  });

  it('goes from turn to turn by the buttons of the waterfall', async () => {
    const inspector = await timelineOf();
    const [previous, next] = all(inspector, '.tl-heading > button') as HTMLButtonElement[];
    expect([previous!.disabled, next!.disabled]).to.deep.equal([false, true]);
    previous!.click();
    await painted(inspector);
    expect(heading(inspector)).to.contain('Turn 7');
  });

  it('shows the turn with the worst wait', async () => {
    const inspector = await timelineOf();
    const worst = all(inspector, '.tl-waits button').find((button) => !button.textContent.includes('turn 8'))!;
    const turnId = /turn (\d+)/.exec(worst.textContent)![1];
    worst.click();
    await painted(inspector);
    expect(heading(inspector)).to.contain(`Turn ${turnId}`);
  });

  it('moves with the arrow keys, faster with Shift, and only the line with Alt', async () => {
    const inspector = await timelineOf();
    const now = (): number => Number(one(inspector, '.tl-stage').getAttribute('aria-valuenow'));
    await press(inspector, '+', '+', '+', 'ArrowLeft');
    const start = now();
    await press(inspector, 'ArrowLeft');
    const slow = start - now();
    await press(inspector, 'Shift+ArrowRight');
    expect(slow).to.be.greaterThan(0);
    expect(now() - start).to.be.closeTo(slow * 4, 5);
    const before = now();
    await press(inspector, 'Alt+ArrowRight');
    expect(now() - before).to.be.within(1, slow / 10);
    expect(one(inspector, '.tl-stage').getAttribute('aria-valuetext')).to.contain(reading(inspector, 'time'));
  });

  it('zooms with plus and minus, and shows all with 0', async () => {
    const inspector = await timelineOf();
    const whole = text(inspector, '.tl-span');
    await press(inspector, '+', '+');
    expect(text(inspector, '.tl-span')).not.to.equal(whole);
    await press(inspector, '-', '-');
    expect(text(inspector, '.tl-span')).to.equal(whole);
    await press(inspector, '+', '0');
    expect(text(inspector, '.tl-span')).to.equal(whole);
  });

  it('selects turns with up and down, and says which', async () => {
    const inspector = await timelineOf();
    await press(inspector, 'ArrowUp', 'ArrowUp');
    expect(heading(inspector)).to.contain('Turn 6');
    expect(text(inspector, '[role="status"]')).to.contain('Turn 6, by voice, longest turn reached');
    await press(inspector, 'ArrowDown');
    expect(heading(inspector)).to.contain('Turn 7');
  });

  it('leaves keys alone that mean nothing here', async () => {
    const inspector = await timelineOf();
    const tab = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true });
    one(inspector, '.tl-stage').dispatchEvent(tab);
    expect(tab.defaultPrevented).to.be.false;
  });

  it('reads where the pointer is, and moves what is dragged along with it', async () => {
    const inspector = await timelineOf();
    await sendMouse({ type: 'move', position: placeOf(inspector, 30) });
    await painted(inspector);
    const hovered = reading(inspector, 'time');
    expect(hovered).to.match(/^0:(29|30)\./);
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: placeOf(inspector, 40) });
    await sendMouse({ type: 'up' });
    await painted(inspector);
    expect(reading(inspector, 'time')).to.equal(hovered);
    expect(one(inspector, 'tr[aria-current="true"]'), 'a drag is no click').to.equal(null);
  });

  it('selects the turn that is clicked', async () => {
    const inspector = await timelineOf();
    await sendMouse({ type: 'click', position: placeOf(inspector, 3) });
    await painted(inspector);
    expect(one(inspector, 'tr[aria-current="true"]').textContent).to.contain('0:01.');
    expect(heading(inspector)).to.contain('Turn 1');
  });

  it('zooms with Ctrl and the wheel, and leaves the plain wheel to the page', async () => {
    const inspector = await timelineOf();
    const stage = one(inspector, '.tl-stage');
    const whole = text(inspector, '.tl-span');
    const plain = new WheelEvent('wheel', { deltaY: 100, cancelable: true });
    stage.dispatchEvent(plain);
    await painted(inspector);
    expect([plain.defaultPrevented, text(inspector, '.tl-span')]).to.deep.equal([false, whole]);
    const pinch = new WheelEvent('wheel', { deltaY: -100, ctrlKey: true, cancelable: true });
    stage.dispatchEvent(pinch);
    await painted(inspector);
    expect(pinch.defaultPrevented).to.be.true;
    expect(text(inspector, '.tl-span')).not.to.equal(whole);
  });

  it('keeps what was selected when other panels were shown meanwhile', async () => {
    const inspector = await timelineOf();
    await press(inspector, 'ArrowUp', 'ArrowUp', '+');
    const span = text(inspector, '.tl-span');
    inspector.show('locks');
    await painted(inspector);
    inspector.show('timeline');
    await shown(inspector);
    expect([heading(inspector).includes('Turn 6'), text(inspector, '.tl-span')]).to.deep.equal([true, span]);
  });

  it('follows a conversation that goes on until it is moved', async () => {
    const inspector = await timelineOf(new LiveSource());
    const live = (): HTMLElement => one(inspector, '.toolbar [aria-pressed]');
    expect(live().getAttribute('aria-pressed')).to.equal('true');
    await press(inspector, 'ArrowLeft');
    expect(live().getAttribute('aria-pressed')).to.equal('false');
    live().click();
    await painted(inspector);
    expect(live().getAttribute('aria-pressed')).to.equal('true');
  });

  it('does without frames and levels', async () => {
    const { initial, records } = sampleConversation();
    const inspector = await timelineOf(
      sourceOf((receiver) => {
        receiver.begin(initial);
        for (const record of records) receiver.record(record);
      }),
    );
    expect(reading(inspector, 'speech')).to.equal('–');
    expect(text(inspector, '.tl-waits')).to.contain('no sound was watched');
  });

  it('does without turns', async () => {
    const { initial, frames } = sampleConversation();
    const inspector = await timelineOf(
      sourceOf((receiver) => {
        receiver.begin(initial);
        for (const frame of frames.slice(0, 50)) receiver.frame(frame);
      }),
    );
    expect(isPainted(inspector)).to.be.true;
    expect(text(inspector, '.tl-section')).to.contain('No turn yet');
  });

  it('survives gaps of days, clocks that jump, and numbers that are none', async () => {
    const { initial, records, frames } = sampleConversation();
    const days = 5 * 86_400_000;
    const odd = (frame: HeardFrame): Partial<HeardFrame>[] => [
      frame,
      { ...frame, startMs: 0, endMs: 32, at: frame.at + days },
      { ...frame, at: NaN, probability: Infinity, volume: -1 },
      { ...frame, at: 1e300 },
    ];
    const inspector = await timelineOf(
      sourceOf((receiver) => {
        receiver.begin(initial);
        for (const frame of frames.slice(0, 20).flatMap(odd)) receiver.frame(frame as HeardFrame);
        for (const record of records) receiver.record({ ...record, at: record.seq % 3 === 0 ? NaN : record.at - 1e6 });
        for (const record of [...records].reverse()) receiver.record(record);
        receiver.level({ at: NaN, endMs: 0, volume: NaN, noiseFloor: 2, isGateOpen: true, avatarLevel: 0 });
      }),
    );
    await press(inspector, '+', '0', 'ArrowLeft', 'Shift+ArrowRight', 'ArrowUp', 'Enter', 'Alt+ArrowLeft', '-');
    expect(all(inspector, '.tl-scroll tbody tr').length).to.be.greaterThan(0);
  });
});
