import { expect } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING } from '../../../src/core/settings/merge-turn-taking.js';
import { UNPROVED_VOICE, foldOwnVoice, type OwnVoice } from '../../../src/core/endpointing/own-voice.js';

const HOP_MS = 32;

/** Frames of which each is loud enough to be speech, if it is likely. */
function hears(
  voice: OwnVoice,
  lengthMs: number,
  probability: number,
  avatar: 'sounding' | 'echoing' | 'silent',
  fromMs = 0,
): OwnVoice {
  let next = voice;
  for (let startMs = fromMs; startMs < fromMs + lengthMs; startMs += HOP_MS) {
    const frame = { startMs, endMs: startMs + HOP_MS, probability, volume: 0.9 };
    next = foldOwnVoice(next, frame, avatar, DEFAULT_TURN_TAKING.vad);
  }
  return next;
}

describe('foldOwnVoice', () => {
  it('is harmless once the avatar was heard for two seconds and the detector took it for nobody', () => {
    expect(hears(UNPROVED_VOICE, 1900, 0.01, 'sounding').isHarmless).to.be.false;
    expect(hears(UNPROVED_VOICE, 2100, 0.01, 'sounding').isHarmless).to.be.true;
  });

  it('is never harmless by what is heard while the avatar is silent', () => {
    expect(hears(UNPROVED_VOICE, 60_000, 0.01, 'silent')).to.equal(UNPROVED_VOICE);
  });

  it('begins anew with each sign of speech over the avatar, so that the pauses of an echo prove nothing', () => {
    let voice = UNPROVED_VOICE;
    for (let i = 0; i < 20; i++) voice = hears(hears(voice, 1800, 0.01, 'sounding'), HOP_MS, 0.9, 'sounding');
    expect(voice.isHarmless).to.be.false;
  });

  it('stays harmless while the user speaks over the avatar', () => {
    const proved = hears(UNPROVED_VOICE, 2100, 0.01, 'sounding');
    expect(hears(proved, 5000, 0.9, 'sounding').isHarmless).to.be.true;
  });

  it('takes no silence in the echo, and none of another answer, for a proof', () => {
    let voice = UNPROVED_VOICE;
    for (let i = 0; i < 20; i++) {
      voice = hears(voice, 1100, 0.01, 'sounding');
      voice = hears(voice, 400, 0.01, 'echoing');
      voice = hears(voice, 3000, 0.01, 'silent');
    }
    expect(voice.isHarmless).to.be.false;
  });

  it('takes the proof back when speech over the avatar ends with it, and not when the user speaks on', () => {
    const proved = hears(UNPROVED_VOICE, 2100, 0.01, 'sounding');
    const over = hears(proved, 992, 0.9, 'sounding', 3000);
    expect(hears(hears(over, 400, 0.01, 'echoing', 3992), HOP_MS, 0.01, 'silent', 4392).isHarmless).to.be.false;
    const goesOn = hears(hears(over, 400, 0.9, 'echoing', 3992), HOP_MS, 0.9, 'silent', 4392);
    expect(hears(goesOn, 5000, 0.01, 'silent', 4424).isHarmless).to.be.true;
  });

  it('proves nothing by what is like speech, however soft, nor by what the detector is in doubt about', () => {
    const soft = { startMs: 0, endMs: 2100, probability: 0.9, volume: 0.1 };
    expect(foldOwnVoice(UNPROVED_VOICE, soft, 'sounding', DEFAULT_TURN_TAKING.vad).isHarmless).to.be.false;
    expect(hears(UNPROVED_VOICE, 10_000, 0.2, 'sounding').isHarmless).to.be.false;
  });
});
