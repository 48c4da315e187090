import { expect, waitUntil } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING, mergeTurnTaking } from 'avatar-ptt/headless';
import { OwnPresets, type PresetStorage, PRESETS } from '../../../inspector/tuning/presets.js';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';

const SLOW = mergeTurnTaking(DEFAULT_TURN_TAKING, {
  mode: 'push-to-talk',
  turnDetection: 'custom',
  customTurnDetection: { stopSecs: 4 },
});

/** A stand-in for `localStorage`. */
function storage(text: string | null = null): PresetStorage & { text: string | null } {
  return {
    text,
    getItem() {
      return this.text;
    },
    setItem(_key, value) {
      this.text = value;
    },
  };
}

function denied(): never {
  throw new DOMException('Denied.', 'SecurityError');
}

describe('PRESETS', () => {
  it('are settings, each with its source, and none like another', () => {
    const options = PRESETS.map(({ patch, source }) => {
      expect(source).to.not.equal('');
      return JSON.stringify(mergeTurnTaking(SLOW, patch));
    });
    expect(new Set(options).size).to.equal(PRESETS.length);
  });
});

describe('OwnPresets', () => {
  it('keeps presets by name until the next time, without the mode', () => {
    const kept = storage();
    const own = new OwnPresets(() => kept);
    expect(own.save(' Slow ', SLOW)).to.equal('');
    const again = new OwnPresets(() => kept);
    expect(again.all.map(({ name }) => name)).to.deep.equal(['Slow']);
    const applied = mergeTurnTaking(DEFAULT_TURN_TAKING, again.all[0]!.patch);
    expect(applied).to.deep.equal({ ...SLOW, mode: 'hands-free' });
    again.save('Slow', DEFAULT_TURN_TAKING);
    expect(new OwnPresets(() => kept).all).to.have.lengthOf(1);
    again.delete('Slow');
    expect(new OwnPresets(() => kept).all).to.deep.equal([]);
  });

  it('keeps what another tab has saved, and leaves deleted what it has deleted', () => {
    const kept = storage();
    const [here, there] = [new OwnPresets(() => kept), new OwnPresets(() => kept)];
    here.save('Here', SLOW);
    there.save('There', SLOW);
    here.save('Here too', SLOW);
    expect(here.all.map(({ name }) => name)).to.deep.equal(['Here', 'There', 'Here too']);
    here.delete('Here');
    there.save('There too', SLOW);
    expect(new OwnPresets(() => kept).all.map(({ name }) => name)).to.deep.equal(['There', 'Here too', 'There too']);
  });

  it('loses nothing to another tab that wrote at the same time, and shows what that has', () => {
    const kept = storage();
    const [here, there] = [new OwnPresets(() => kept), new OwnPresets(() => kept)];
    here.save('Old', SLOW);
    here.delete('Old');
    const before = kept.text;
    here.save('Here', SLOW);
    const unseen = kept.text;
    kept.text = before;
    there.save('There', SLOW);
    here.follow();
    there.follow();
    expect(here.all.map(({ name }) => name)).to.deep.equal(['There', 'Here']);
    expect(there.all).to.deep.equal(here.all);
    kept.text = unseen;
    there.follow();
    here.follow();
    expect(new OwnPresets(() => kept).all.map(({ name }) => name)).to.have.members(['There', 'Here']);
  });

  it('keeps here what can not be stored, beside what was', () => {
    const kept = storage();
    const own = new OwnPresets(() => kept);
    own.save('Stored', SLOW);
    kept.setItem = denied;
    own.save('Here', SLOW);
    own.save('Here too', SLOW);
    expect(own.isKept).to.be.false;
    expect(own.all.map(({ name }) => name)).to.deep.equal(['Stored', 'Here', 'Here too']);
  });

  it('says what is wrong with a name', () => {
    const own = new OwnPresets(storage);
    expect(own.save('  ', SLOW)).to.include('name');
    expect(own.save('x'.repeat(41), SLOW)).to.include('40');
    for (let i = 0; i < 30; i++) own.save(`Preset ${i}`, SLOW);
    expect(own.save('One more', SLOW)).to.include('Delete one');
  });

  it('works without being kept where the browser denies it, or has no room', () => {
    const full: PresetStorage = { getItem: () => null, setItem: denied };
    for (const own of [new OwnPresets(denied), new OwnPresets(() => full)]) {
      expect(own.save('Slow', SLOW)).to.equal('');
      expect([own.all.length, own.isKept]).to.deep.equal([1, false]);
    }
  });

  it('leaves out what is not a preset', () => {
    const bad = [
      null,
      7,
      { name: '', patch: {} },
      { name: 'No patch' },
      { name: 'Wrong', patch: { vad: { confidence: 7 } } },
      { name: 'Foreign', patch: { evil: 1 } },
      { name: 'x'.repeat(100), patch: {} },
      { name: { toString: 1 }, patch: {} },
    ];
    const text = JSON.stringify([...bad, { name: 'Good', patch: { vad: { confidence: 0.5 } } }]);
    expect(new OwnPresets(() => storage(text)).all.map(({ name }) => name)).to.deep.equal(['Good']);
    for (const broken of ['{', '{"length":3}', '"text"', '[{"__proto__":{"name":"x"}}]']) {
      expect(new OwnPresets(() => storage(broken)).all).to.deep.equal([]);
    }
  });
});

describe('PresetsView', () => {
  beforeEach(() => {
    localStorage.clear();
  });

  it('shows what a preset would change, tries it under the pointer, applies it by a click', async () => {
    const source = new LiveSource();
    const inspector = await fixtureInspector(source, 'tuning');
    const root = inspector.shadowRoot!;
    const row = [...root.querySelectorAll('.tn-preset')].find(({ textContent }) => textContent.includes('Patient'))!;
    expect(row.textContent).to.include('Silence that ends the turn: 0.8 s → 1.6 s');
    const button = row.querySelector('button')!;
    const prediction = (): string => root.querySelector('.wi-headline')!.textContent;
    const before = prediction();
    button.focus();
    await waitUntil(() => prediction() !== before);
    button.blur();
    await waitUntil(() => prediction() === before);
    expect(source.patches).to.deep.equal([]);
    button.click();
    await inspector.updateComplete;
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(1.6);
    expect([button.getAttribute('aria-pressed'), row.querySelector('.tn-changes')?.textContent]).to.deep.equal([
      'true',
      'In force.',
    ]);
  });

  it('saves the settings under a name, and deletes them', async () => {
    const inspector = await fixtureInspector(new LiveSource(), 'tuning');
    const root = inspector.shadowRoot!;
    const names = (): string[] =>
      [...root.querySelectorAll('.tn-preset')].map((row) => row.querySelector('button')!.textContent.trim());
    const input = root.querySelector<HTMLInputElement>('.tn-save input')!;
    const form = root.querySelector<HTMLFormElement>('.tn-save')!;
    form.requestSubmit();
    await inspector.updateComplete;
    expect(root.querySelector('#tn-save-note')?.textContent).to.include('name');
    input.value = 'My room <b>';
    input.dispatchEvent(new Event('input'));
    form.requestSubmit();
    await inspector.updateComplete;
    expect(names()).to.include('My room <b>');
    await expect(inspector).to.be.accessible();
    root.querySelector<HTMLButtonElement>('.tn-preset [aria-label^=Delete]')!.click();
    await inspector.updateComplete;
    expect(names()).to.have.lengthOf(PRESETS.length);
  });
});
