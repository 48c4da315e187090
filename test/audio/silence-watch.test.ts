import { expect } from '@open-wc/testing';
import { SilenceWatch } from '../../src/audio/silence-watch.js';

function stage() {
  const told: string[] = [];
  const watch = new SilenceWatch((event) => told.push('code' in event ? event.code : 'flowing'));
  /** So many ms of zeros or of sound, with the gate open or not. */
  const hear = (what: 'zeros' | 'sound', ms: number, isGateOpen: boolean): void => {
    for (let i = 0; i < ms; i += 20) watch.hear(what === 'zeros', 20, isGateOpen);
  };
  return { told, watch, hear };
}

describe('SilenceWatch', () => {
  it('tells of a device that has given nothing since it was opened, sooner while somebody speaks into it', () => {
    const idle = stage();
    idle.hear('zeros', 4980, false);
    expect(idle.told).to.deep.equal([]);
    idle.hear('zeros', 20, false);
    expect(idle.told).to.deep.equal(['microphone-silent']);
    const held = stage();
    held.hear('zeros', 1000, false);
    held.hear('zeros', 1480, true);
    expect(held.told).to.deep.equal([]);
    held.hear('zeros', 20, true);
    expect(held.told).to.deep.equal(['microphone-silent']);
  });

  it('takes a microphone that gates itself for a healthy one: an hour of words with zeros between them', () => {
    const { told, hear } = stage();
    for (let i = 0; i < 450; i++) {
      hear('sound', 2000, i % 2 === 0);
      hear('zeros', 6000, i % 2 === 0);
    }
    expect(told).to.deep.equal(['flowing']);
  });

  it('gives a hint when an open gate has heard nothing at all, which goes with the first sound', () => {
    const { told, hear } = stage();
    hear('sound', 100, false);
    hear('zeros', 10_000, false);
    hear('zeros', 1500, true);
    expect(told).to.deep.equal(['flowing', 'microphone-quiet']);
    hear('zeros', 10_000, true);
    hear('sound', 20, true);
    expect(told).to.deep.equal(['flowing', 'microphone-quiet', 'flowing']);
  });

  it('begins anew with another device', () => {
    const { told, watch, hear } = stage();
    hear('sound', 100, false);
    watch.reset();
    hear('zeros', 5000, false);
    expect(told).to.deep.equal(['flowing', 'microphone-silent']);
  });
});
