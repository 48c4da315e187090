import { expect } from '@open-wc/testing';
import { speechIn, type Speech } from '../../../src/core/analysis/speech-in.js';
import { columns } from '../conversations.js';
import { frames, settings } from '../frames.js';

const HOP_MS = 10;
const { vad } = settings(null, { startSecs: 0.1, stopSecs: 0.2 });

const heard = (drawing: string): Speech[] => speechIn(columns(frames(drawing, HOP_MS)), vad);
const said = (...bounds: [number, number][]): Speech[] => bounds.map(([startMs, endMs]) => ({ startMs, endMs }));

describe('speechIn', () => {
  it('finds speech from its onset to its last frame', () => {
    expect(heard('.50 #100 .100')).to.deep.equal(said([500, 1500]));
  });

  it('tells speech apart at pauses of a tenth of a second, which are shorter than vad.stopSecs', () => {
    expect(heard('#50 .10 #50 .100')).to.deep.equal(said([0, 500], [600, 1100]));
    expect(heard('#50 .9 #50 .100')).to.deep.equal(said([0, 1090]));
  });

  it('leaves out what is too short to be speech', () => {
    expect(heard('.50 #9 .50 #20 .50')).to.deep.equal(said([1090, 1290]));
  });

  it('counts a stop and a start within the same sound once', () => {
    expect(heard('#50 .30 #9 .30 #50 .30')).to.deep.equal(said([0, 500], [1190, 1690]));
  });

  it('hears nothing in silence or without frames', () => {
    expect(heard('.100')).to.deep.equal([]);
    expect(heard('')).to.deep.equal([]);
  });
});
