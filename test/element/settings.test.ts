import { expect } from '@open-wc/testing';
import { createSession } from '../../src/create-session.js';
import { DEFAULT_TURN_TAKING, mergeTurnTaking } from '../../src/core/settings/merge-turn-taking.js';
import type { PartialTurnTaking } from '../../src/core/settings/options.js';
import { Settings, changesBetween } from '../../src/element/settings.js';
import { StandInProvider } from '../session/stand-ins.js';
import type { Session } from '../../src/session/session-types.js';

describe('Settings', () => {
  it('takes attributes over the object', () => {
    const settings = new Settings();
    settings.setAttribute('release-tail-ms', '250');
    settings.setObject({ pushToTalkPolicy: { releaseTailMs: 800, preRollMs: 90 } });
    expect(settings.wanted.pushToTalkPolicy).to.include({ releaseTailMs: 250, preRollMs: 90 });
    settings.setAttribute('release-tail-ms', null);
    expect(settings.wanted.pushToTalkPolicy.releaseTailMs).to.equal(800);
  });

  it('takes an object that asks for the same mode again for nothing new', () => {
    const settings = new Settings();
    settings.setObject({ mode: 'hands-free' });
    settings.setMode('push-to-talk');
    // As a framework does at each render.
    settings.setObject({ mode: 'hands-free', vad: { stopSecs: 0.4 } });
    expect(settings.wanted.mode).to.equal('push-to-talk');
    settings.setObject({});
    settings.setObject({ mode: 'hands-free' });
    expect(settings.wanted.mode).to.equal('hands-free');
  });

  it('takes JSON', () => {
    const settings = new Settings();
    settings.setObject('{"turnDetection":"disabled"}');
    expect(settings.wanted.turnDetection).to.equal('disabled');
    expect(() => settings.setObject('{')).to.throw(/JSON/);
    settings.setObject(null);
    expect(settings.wanted.turnDetection).to.equal('use-default');
  });

  it('implies custom detection where its values are given and nothing else is said', () => {
    const settings = new Settings();
    settings.setAttribute('stop-secs', '2.5');
    expect(settings.wanted.turnDetection).to.equal('custom');
    settings.setAttribute('turn-detection', 'use-default');
    expect(settings.wanted.turnDetection).to.equal('use-default');
  });

  it('keeps what is in force when a value is wrong', () => {
    const settings = new Settings();
    settings.setAttribute('stop-secs', '2');
    expect(() => settings.setAttribute('stop-secs', 'soon')).to.throw(/stop-secs="soon"; allowed: a number from 0.1/);
    expect(() => settings.setObject({ pushToTalkPolicy: { relaseTailMs: 3 } })).to.throw(/relaseTailMs/);
    expect(settings.wanted.customTurnDetection.stopSecs).to.equal(2);
  });
});

describe('changesBetween', () => {
  it('names the fields that differ, without the mode', () => {
    const after = mergeTurnTaking(DEFAULT_TURN_TAKING, {
      mode: 'push-to-talk',
      turnDetection: 'disabled',
      vad: { startSecs: 0.3, stopSecs: 0.4 },
    });
    expect(changesBetween(DEFAULT_TURN_TAKING, after)).to.deep.equal({
      turnDetection: 'disabled',
      vad: { startSecs: 0.3, stopSecs: 0.4 },
    });
  });
});

describe('withImpliedCustom', () => {
  const session = (turnTaking: PartialTurnTaking): Session =>
    createSession({ provider: new StandInProvider(), turnTaking });

  it('is the rule of a session, too', () => {
    const created = session({ customTurnDetection: { stopSecs: 2 } });
    expect(created.state.options.turnDetection).to.equal('custom');
    const changed = session({});
    expect(changed.setTurnTaking({ customTurnDetection: { stopSecs: 2 } }).turnDetection).to.equal('custom');
  });

  it('leaves alone what is said, and who has switched detection off', () => {
    const said = session({ turnDetection: 'use-default', customTurnDetection: { stopSecs: 2 } });
    expect(said.state.options.turnDetection).to.equal('use-default');
    const off = session({ turnDetection: 'disabled' });
    expect(off.setTurnTaking({ customTurnDetection: { stopSecs: 2 } }).turnDetection).to.equal('disabled');
  });
});
