import { expect } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING, mergeTurnTaking, type TurnTakingOptions } from 'avatar-ptt/headless';
import { snippetLimits, snippetOf, type SnippetForm } from '../../../inspector/tuning/snippets.js';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';

const JUDGED: TurnTakingOptions = mergeTurnTaking(DEFAULT_TURN_TAKING, {
  mode: 'hands-free',
  turnDetection: 'custom',
  customTurnDetection: { analyzer: 'smart-turn', stopSecs: 2, minStopSecs: 0.4, maxDurationSecs: 20 },
});
const FORMS: readonly SnippetForm[] = ['html', 'typescript', 'convai', 'unity'];

describe('snippetLimits', () => {
  it('says nothing where everything is carried', () => {
    const plain = mergeTurnTaking(DEFAULT_TURN_TAKING, { customTurnDetection: { stopSecs: 1 } });
    for (const form of FORMS) expect(snippetLimits(form, plain), form).to.equal('');
  });

  it('says what the page needs beside the settings', () => {
    for (const form of ['html', 'typescript'] as const) {
      expect(snippetLimits(form, JUDGED)).to.contain('must register an analyzer as "smart-turn"');
      expect(snippetOf(form, JUDGED)).to.match(/analyzer.*smart-turn/);
      expect(snippetOf(form, JUDGED)).to.match(/min-?stop-?secs.*0\.4/i);
    }
  });

  it('names what a service does not take, and nothing that it takes', () => {
    for (const form of ['convai', 'unity'] as const) {
      expect(snippetLimits(form, JUDGED)).to.equal("It can't carry: Turn analyzer; Silence after a complete turn.");
    }
    const pressed = mergeTurnTaking(JUDGED, { mode: 'push-to-talk' });
    expect(snippetLimits('convai', pressed)).to.contain('Silence that ends the turn');
  });
});

describe('copyView', () => {
  it('says below each form what it can not carry', async () => {
    const source = new LiveSource();
    source.setTurnTaking({ customTurnDetection: JUDGED.customTurnDetection });
    const inspector = await fixtureInspector(source, 'tuning');
    const copy = inspector.shadowRoot!.querySelector('.tn-copy')!;
    expect(copy.textContent).to.contain('must register an analyzer');
    for (const button of copy.querySelectorAll('button')) if (button.textContent === 'Convai JSON') button.click();
    await inspector.updateComplete;
    expect(copy.textContent.replace(/\s+/g, ' ')).to.contain("It can't carry: Turn analyzer;");
  });
});
