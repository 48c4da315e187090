import { expect } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING } from '../../src/core/merge-turn-taking.js';
import { UNPROVED_VOICE, foldOwnVoice, type OwnVoice } from '../../src/core/own-voice.js';

const HOP_MS = 32;

/** Frames of which each is loud enough to be speech, if it is likely; `isHeard`: with the avatar in them. */
function hears(voice: OwnVoice, lengthMs: number, probability: number, isHeard: boolean): OwnVoice {
  let next = voice;
  for (let startMs = 0; startMs < lengthMs; startMs += HOP_MS) {
    const frame = { startMs, endMs: startMs + HOP_MS, probability, volume: 0.9 };
    next = foldOwnVoice(next, frame, isHeard, DEFAULT_TURN_TAKING.vad);
  }
  return next;
}

describe('foldOwnVoice', () => {
  it('is harmless once the avatar was heard for two seconds and the detector took it for nobody', () => {
    expect(hears(UNPROVED_VOICE, 1900, 0.1, true).isHarmless).to.be.false;
    expect(hears(UNPROVED_VOICE, 2100, 0.1, true).isHarmless).to.be.true;
  });

  it('is never harmless by what is heard while the avatar is silent', () => {
    expect(hears(UNPROVED_VOICE, 60_000, 0.1, false)).to.equal(UNPROVED_VOICE);
  });

  it('begins anew with each sign of speech over the avatar, so that the pauses of an echo prove nothing', () => {
    let voice = UNPROVED_VOICE;
    for (let i = 0; i < 20; i++) voice = hears(hears(voice, 1800, 0.1, true), HOP_MS, 0.9, true);
    expect(voice.isHarmless).to.be.false;
  });

  it('stays harmless while the user speaks over the avatar', () => {
    const proved = hears(UNPROVED_VOICE, 2100, 0.1, true);
    expect(hears(proved, 5000, 0.9, true)).to.equal(proved);
  });

  it('takes what is too soft to be speech for none', () => {
    const soft = { startMs: 0, endMs: 2100, probability: 0.9, volume: 0.1 };
    expect(foldOwnVoice(UNPROVED_VOICE, soft, true, DEFAULT_TURN_TAKING.vad).isHarmless).to.be.true;
  });
});
