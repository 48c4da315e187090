import { aTimeout, expect } from '@open-wc/testing';
import { SoundInFlight } from '../../../src/providers/cloud/sound-in-flight.js';
import { VirtualTime } from '../virtual-time.js';

describe('the sound that is on its way', () => {
  describe('by counters that a test sets', () => {
    let time: VirtualTime;
    /** How far the source and the packets are behind the clock, ms. */
    let behind: { source: number; packets: number };
    let sound: SoundInFlight;
    beforeEach(() => {
      time = new VirtualTime();
      behind = { source: 0, packets: 0 };
      sound = new SoundInFlight(() => Promise.resolve(report()));
    });
    afterEach(() => time.restore());

    const report = (): RTCStatsReport => {
      const timestamp = 1.7e12 + time.now;
      const source = { id: 'S', type: 'media-source', timestamp };
      const packets = Math.floor((time.now + 50_000 - behind.packets) / 20);
      return new Map<string, object>([
        ['S', { ...source, totalSamplesDuration: (time.now + 30_000 - behind.source) / 1000 }],
        ['O', { id: 'O', type: 'outbound-rtp', timestamp, packetsSent: packets }],
        ['C', { id: 'C', type: 'codec', timestamp }],
      ]);
    };
    const landedAfter = async (): Promise<number> => {
      const startedAt = time.now;
      let endedAt = NaN;
      void sound.landed().then(() => (endedAt = time.now));
      await time.pass();
      return endedAt - startedAt;
    };
    const usual = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        await sound.read();
        time.now += 37;
      }
    };

    it('takes a tenth of a second when nothing is late, or nobody knows', async () => {
      expect(await landedAfter(), 'at first').to.equal(100);
      await usual();
      expect(await landedAfter(), 'on time').to.equal(100);
      sound = new SoundInFlight(() => undefined);
      expect(await landedAfter(), 'nothing is sent').to.equal(100);
      sound = new SoundInFlight(() => Promise.reject(new DOMException('Closed.', 'InvalidStateError')));
      expect(await landedAfter(), 'the sender is gone').to.equal(100);
      sound = new SoundInFlight(() => new Promise(() => {}));
      expect(await landedAfter(), 'no answer').to.be.within(100, 200);
    });

    for (const counter of ['source', 'packets'] as const) {
      it(`takes as much longer as the ${counter} are late`, async () => {
        await usual();
        behind[counter] = 400;
        expect(await landedAfter()).to.be.within(480, 520);
      });
    }

    it('takes longer still where the machine falls further behind, and never more than a second', async () => {
      await usual();
      behind.source = 200;
      const wait = landedAfter();
      behind.source = 350;
      expect(await wait).to.be.within(430, 470);
      behind.source = 0;
      await usual();
      Object.defineProperty(behind, 'source', { get: () => Math.min(999, 60 + time.now) });
      expect(await landedAfter()).to.be.within(600, 1200);
    });

    it('takes counters that start again for those of another sender', async () => {
      await usual();
      behind.source = 25_000;
      behind.packets = 45_000;
      expect(await landedAfter()).to.equal(100);
      behind.source += 300;
      expect(await landedAfter(), 'which are late in their turn').to.be.within(380, 420);
    });
  });

  it("is told by a browser's own counters: they stand still with a source that stands still", async function () {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
    try {
      await context.resume();
      here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined);
      there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined);
      const [track] = destination.stream.getAudioTracks();
      const sender = here.addTrack(track!, destination.stream);
      await here.setLocalDescription();
      await there.setRemoteDescription(here.localDescription!);
      await there.setLocalDescription();
      await here.setRemoteDescription(there.localDescription!);
      await aTimeout(500);
      if (![...(await sender.getStats()).values()].some((entry: object) => 'totalSamplesDuration' in entry))
        this.skip();
      const sound = new SoundInFlight(() => sender.getStats());
      await sound.read();
      await context.suspend();
      await aTimeout(300);
      expect(await sound.read()).to.be.greaterThan(100);
    } finally {
      here.close();
      there.close();
      await context.close();
    }
  });
});
