import { expect, waitUntil } from '@open-wc/testing';
import { foldEnergy, type EnergyFrame } from '../../src/audio/energy-detector.js';
import { SpeechDetection } from '../../src/audio/speech-detection.js';
import type { SpeechFrame } from '../../src/core/endpointing.js';

/** A sound that no port can have. */
function withoutSilero() {
  const ports: (MessagePort | null)[] = [];
  const frames: SpeechFrame[] = [];
  const changes: { readonly detector: string; readonly reason: string }[] = [];
  const sound = {
    listen: (port: MessagePort | null): Promise<void> => {
      ports.push(port);
      return port ? Promise.reject(new Error('No worklet.')) : Promise.resolve();
    },
  };
  const detection = new SpeechDetection(sound, 48_000, null, {
    frame: (frame) => frames.push(frame),
    detectorChanged: (detector, reason) => changes.push({ detector, reason }),
  });
  return { detection, ports, frames, changes };
}

function loud(): EnergyFrame {
  return foldEnergy(null, 0.1, 0, 20);
}

describe('SpeechDetection', () => {
  it('does not judge by loudness while nothing is wanted, nor while Silero is awaited', () => {
    const { detection, frames } = withoutSilero();
    detection.offer(loud());
    detection.want(true);
    detection.offer(loud());
    expect(frames).to.deep.equal([]);
    expect(detection.probability).to.equal(0);
    detection.want(false);
  });

  it('judges by loudness where Silero can not be loaded, says why, and takes the sound back from it', async () => {
    const { detection, ports, frames, changes } = withoutSilero();
    detection.want(true);
    await waitUntil(() => changes.length > 0);
    expect(changes).to.have.length(1);
    expect(changes[0]!.detector).to.equal('energy');
    expect(changes[0]!.reason).to.contain('Voice detection is off. Error: No worklet.');
    expect(ports.at(-1) === null).to.equal(true);
    const frame = loud();
    detection.offer(frame);
    expect(frames).to.deep.equal([frame]);
    expect(detection.probability).to.equal(frame.probability);
    detection.want(false);
  });

  it('forgets what it judged once it is not wanted any more', async () => {
    const { detection, frames, changes } = withoutSilero();
    detection.want(true);
    await waitUntil(() => changes.length > 0);
    detection.offer(loud());
    detection.want(false);
    detection.offer(loud());
    expect(frames).to.have.length(1);
    expect(detection.probability).to.equal(0);
  });

  it('gives Silero no sound when it is not wanted any more before it is loaded', async () => {
    const { detection, ports, changes } = withoutSilero();
    detection.want(true);
    detection.want(false);
    await import('../../src/detector/silero-detector.js');
    await new Promise((resolve) => setTimeout(resolve));
    expect(ports.map((port) => port !== null)).to.deep.equal([false]);
    expect(changes).to.deep.equal([]);
  });
});
