import { expect } from '@open-wc/testing';
import { soundLeft } from '../../src/providers/sound-left.js';

type Told = readonly [energy: number, secs: number, packets: number] | null;

/** A sender that tells of itself what is on the list, one after the other, and then the last again. */
function senderOf(...told: readonly Told[]) {
  let asked = 0;
  const sender = {
    getStats: () => {
      const flow = told[Math.min(asked++, told.length - 1)] ?? null;
      const [totalAudioEnergy, totalSamplesDuration, packetsSent] = flow ?? [];
      const stats = flow
        ? [
            ['S', { type: 'media-source', totalAudioEnergy, totalSamplesDuration }],
            ['O', { type: 'outbound-rtp', packetsSent }],
          ]
        : [['T', { type: 'transport' }]];
      return Promise.resolve(new Map(stats as [string, object][]));
    },
  };
  return { sender: sender as unknown as RTCRtpSender, asked: () => asked };
}

describe('soundLeft', () => {
  it('waits until silence has come to the source and a packet has left after it', async () => {
    const { sender, asked } = senderOf(
      [1, 1, 50],
      [2, 1.05, 52],
      [2, 1.06, 53],
      [2, 1.1, 52],
      [2, 1.15, 55],
      [2, 1.2, 57],
    );
    await soundLeft(sender);
    // Not the third look, after too little silence, nor the fourth, without a packet since the sound.
    expect(asked()).to.equal(5);
  });

  it('waits on while sound still comes to the source, as on a machine that is out of breath', async () => {
    const { sender, asked } = senderOf([1, 1, 50], [2, 1.05, 51], [3, 1.1, 52], [4, 1.3, 60], [4, 1.35, 62]);
    await soundLeft(sender);
    expect(asked()).to.equal(5);
  });

  it('waits for nothing where a browser does not tell, and for no sender', async () => {
    const { sender, asked } = senderOf(null);
    await soundLeft(sender);
    expect(asked()).to.equal(1);
    await soundLeft(undefined);
    await soundLeft({ getStats: () => Promise.reject(new Error('closed')) } as unknown as RTCRtpSender);
  });

  it('gives up on a source that stands still', async () => {
    const { sender, asked } = senderOf([1, 1, 50]);
    await soundLeft(sender, 200);
    expect(asked()).to.be.within(3, 5);
  });
});
