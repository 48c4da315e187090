import { expect, waitUntil } from '@open-wc/testing';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import type { SessionRecord } from 'avatar-ptt/headless';
import { LevelTrack } from '../../../inspector/model/columns.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import { checkGate, momentOf } from '../../../inspector/locks/moment.js';
import { lengthText } from '../../../inspector/locks/lock-views.js';
import { CurrentFacts } from '../../../inspector/model/facts.js';
import { press, pushToTalk, run } from '../../core/run.js';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

/** The avatar has begun to answer turn 3, whose completion will get lost. */
const isLocked = ({ state }: SessionRecord): boolean => state.lock?.turnId === 3 && state.isAvatarSpeaking;

async function locked(): Promise<{ inspector: AvatarInspector; source: LiveSource }> {
  const source = new LiveSource(sampleConversation(), isLocked);
  return { inspector: await fixtureInspector(source, 'locks'), source };
}

function text(inspector: AvatarInspector, selector: string): string {
  return inspector.shadowRoot!.querySelector(selector)!.textContent.replace(/\s+/g, ' ').trim();
}

function button(inspector: AvatarInspector, name: string): HTMLButtonElement {
  const buttons = [...inspector.shadowRoot!.querySelectorAll('button')];
  return buttons.find(({ textContent }) => textContent.trim() === name)!;
}

describe('locksPanel', () => {
  it('is accessible with a lock', async () => {
    const { inspector } = await locked();
    await expect(inspector).to.be.accessible();
  });

  it('is accessible without one', async () => {
    await expect(await fixtureInspector(sampleSource(), 'locks')).to.be.accessible();
  });

  it('says what is locked, what it waits for and when it is released, and counts down without announcing', async () => {
    const { inspector } = await locked();
    expect(text(inspector, '.lk-headline')).to.equal(
      "Locked after turn 3: it waits for the avatar's turn-completed event.",
    );
    const clock = inspector.shadowRoot!.querySelector('dd [data-until]')!;
    await waitUntil(() => clock.textContent !== '');
    const first = clock.textContent;
    await waitUntil(() => clock.textContent !== first);
    expect(clock.closest('[aria-live], [role=status], [role=alert], [role=timer]')).to.equal(null);
  });

  it('lists every wait that ends by itself', async () => {
    const { inspector, source } = await locked();
    expect(text(inspector, '.lk-waits')).to.match(/^The lock is released automatically/);
    source.send({ type: 'release-lock' });
    source.send({ type: 'interrupt' });
    source.send({ type: 'press', source: 'pointer' });
    await waitUntil(() => text(inspector, '.lk-waits').includes('acknowledge the start'));
    expect(text(inspector, '.lk-waits'))
      .to.match(/warning that the hold ends/)
      .and.to.match(/longest hold/);
  });

  it('releases the lock and silences the avatar', async () => {
    const { inspector, source } = await locked();
    button(inspector, 'Release the lock').click();
    await waitUntil(() => text(inspector, '.lk-headline').includes('the avatar is speaking'));
    expect(button(inspector, 'Release the lock').disabled).to.equal(true);
    button(inspector, 'Interrupt the avatar').click();
    await waitUntil(() => text(inspector, '.lk-headline') === 'Nothing is locked.');
    expect(source.sent.map(({ type }) => type)).to.deep.equal(['release-lock', 'interrupt']);
  });

  it('says why the last press was refused, and whether it is still held', async () => {
    const { inspector, source } = await locked();
    const section = '[aria-labelledby=lk-refused]';
    expect(text(inspector, section)).to.include('avatar-busy').and.to.include('not held any more');
    source.send({ type: 'press', source: 'keyboard' });
    await waitUntil(() => text(inspector, section).includes('still held'));
  });

  it('lists the locks with their reasons, and selects the turn by the keyboard', async () => {
    const inspector = await fixtureInspector(sampleSource(), 'locks');
    const rows = [...inspector.shadowRoot!.querySelectorAll('tbody tr')];
    expect(rows).to.have.lengthOf(8);
    expect(rows.at(-3)!.textContent)
      .to.include('Nothing came in time.')
      .and.to.match(/5\.0\d s/);
    const turn = rows.at(-3)!.querySelector('button')!;
    turn.focus();
    turn.click();
    await waitUntil(() => turn.getAttribute('aria-pressed') === 'true');
  });

  it('warns when the gate is not as it was decided', async () => {
    const { inspector, source } = await locked();
    await waitUntil(() => text(inspector, '[aria-labelledby=lk-sound]').includes('closed'));
    for (const ms of [200, 150, 100, 50, 0]) source.hear({ at: source.now - ms, isGateOpen: true });
    await waitUntil(() => inspector.shadowRoot!.querySelector('[aria-labelledby=lk-sound] [role=alert]'));
    expect(text(inspector, '[aria-labelledby=lk-sound] [role=alert]')).to.include('The gate is open');
  });

  it('shows a recording at its end or at the record selected, without controls', async () => {
    const inspector = await fixtureInspector(sampleSource(), 'locks');
    expect(text(inspector, '.lk-headline')).to.equal('Nothing is locked.');
    expect(button(inspector, 'Release the lock')).to.equal(undefined);
    const inspection = new Inspection(sampleSource(), new AbortController().signal);
    const record = sampleConversation().records.find(isLocked)!;
    inspection.select({ seq: record.seq });
    expect(momentOf(inspection)).to.deep.equal({ state: record.state, at: record.at, isNow: false });
    inspection.select({ seq: 100_000 });
    expect(momentOf(inspection)?.state).to.equal(inspection.history.state);
  });

  it('says what to do while there is nothing', async () => {
    const empty = sampleSource({ initial: pushToTalk(), records: [], frames: [], levels: [] });
    const inspector = await fixtureInspector({ ...empty, open: () => undefined }, 'locks');
    expect(text(inspector, '.empty')).to.include('Connect the avatar');
  });
});

describe('foldLocks', () => {
  it('tells of each lock what it waited for, how long it held and why it ended', () => {
    const inspection = new Inspection(sampleSource(), new AbortController().signal);
    const { locks } = inspection.model(CurrentFacts).facts;
    expect(locks.map(({ turnId, reason }) => `${turnId} ${reason}`)).to.deep.equal([
      '1 turn-completed',
      '2 turn-completed',
      '3 timeout',
      ...[4, 5, 6, 7, 8].map((turnId) => `${turnId} turn-completed`),
    ]);
    const timings = inspection.history.turns.map(({ lockReleasedAt }) => lockReleasedAt);
    expect(locks.map(({ endedAt }) => endedAt)).to.deep.equal(timings);
  });
});

describe('checkGate', () => {
  const open = run(pushToTalk(), press(1000)).state;

  function levels(...heard: readonly (readonly [number, boolean])[]): LevelTrack {
    const track = new LevelTrack();
    for (const [at, isGateOpen] of heard) {
      track.push({ at, endMs: at, volume: 0, noiseFloor: 0, avatarLevel: 0, isGateOpen });
    }
    return track;
  }

  it('knows nothing without fresh levels', () => {
    expect(checkGate(open, levels(), 1000, 1100).isTrue).to.equal(null);
    expect(checkGate(open, levels([1000, true]), 1000, 1600)).to.deep.equal({
      isIntended: true,
      isTrue: null,
      differMs: 0,
    });
  });

  it('agrees when the gate is as decided', () => {
    expect(checkGate(open, levels([1050, false], [1070, true]), 1000, 1080).differMs).to.equal(0);
  });

  it('counts from the decision, or from where the gate changed by itself', () => {
    const shut = levels([900, false], [980, false], [1040, false], [1140, false]);
    expect(checkGate(open, shut, 1000, 1150).differMs).to.equal(100);
    const fell = levels([1040, true], [1100, false], [1260, false]);
    expect(checkGate(open, fell, 1000, 1270)).to.deep.equal({ isIntended: true, isTrue: false, differMs: 160 });
  });
});

describe('lengthText', () => {
  it('has more digits the shorter it is', () => {
    expect([-5, 840, 12_340, 185_000].map(lengthText)).to.deep.equal(['0.00 s', '0.84 s', '12.3 s', '3 min 5 s']);
  });
});
