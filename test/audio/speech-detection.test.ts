import { expect, waitUntil } from '@open-wc/testing';
import { foldEnergy, type EnergyFrame } from '../../src/audio/energy-detector.js';
import { SpeechDetection } from '../../src/audio/speech-detection.js';
import type { SpeechFrame } from '../../src/core/endpointing/endpointing.js';

/** A sound that no port can have, or one that every port has. */
function withoutSilero(isThere = false) {
  let hasPort = isThere;
  const ports: (MessagePort | null)[] = [];
  const frames: SpeechFrame[] = [];
  const changes: { readonly detector: string; readonly reason: string }[] = [];
  const sound = {
    listen: (port: MessagePort | null): Promise<void> => {
      ports.push(port);
      return port && !hasPort ? Promise.reject(new Error('No worklet.')) : Promise.resolve();
    },
  };
  const detection = new SpeechDetection(sound, 48_000, null, {
    frame: (frame) => frames.push(frame),
    detectorChanged: (detector, reason) => changes.push({ detector, reason }),
  });
  const appear = (): void => void (hasPort = true);
  return { detection, ports, frames, changes, appear };
}

function loud(endMs = 20): EnergyFrame {
  return foldEnergy(null, 0.1, endMs - 20, endMs);
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

  it('judges by loudness at once where it is urgent, until Silero is there, and says so', async () => {
    const { detection, frames, changes } = withoutSilero(true);
    detection.want(true, true);
    const frame = loud();
    detection.offer(frame);
    expect(frames).to.deep.equal([frame]);
    expect(changes).to.deep.equal([{ detector: 'energy', reason: 'Voice detection is loading.' }]);
    await waitUntil(() => changes.length === 2, '', { timeout: 15_000 });
    expect(changes[1]!.detector).to.equal('silero-v5');
    detection.offer(loud(40));
    expect(frames).to.have.length(1);
    detection.want(false);
  });

  it('says why Silero does not come where it was urgent', async () => {
    const { detection, changes } = withoutSilero();
    detection.want(true, true);
    await waitUntil(() => changes.length === 2);
    expect(changes[1]!.detector).to.equal('energy');
    expect(changes[1]!.reason).to.contain('Error: No worklet.');
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

  it('has Silero replaced, and then does without it, when sound goes on and no frame comes', async () => {
    const { detection, changes } = withoutSilero(true);
    const offer = (fromMs: number): void => {
      for (let endMs = fromMs; endMs <= fromMs + 1600; endMs += 20) detection.offer(loud(endMs));
    };
    offer(0);
    detection.want(true);
    await waitUntil(() => changes.length === 1, '', { timeout: 15_000 });
    offer(2000);
    await waitUntil(() => changes.length === 2, '', { timeout: 15_000 });
    offer(4000);
    await waitUntil(() => changes.length === 3);
    expect(changes.map(({ detector }) => detector)).to.deep.equal(['silero-v5', 'silero-v5', 'energy']);
    expect(changes[1]!.reason).to.contain("the page's own thread. It did not answer.");
    expect(changes[2]!.reason).to.contain('It did not answer.');
    detection.want(false);
  });

  it('tries Silero again while loudness stands in, and tells nobody until it is there', async () => {
    const { detection, frames, changes, ports, appear } = withoutSilero();
    detection.offer(loud(20));
    detection.want(true);
    await waitUntil(() => changes.length === 1);
    detection.offer(loud(10_020));
    await waitUntil(() => ports.filter(Boolean).length === 2);
    appear();
    await waitUntil(() => ports.at(-1) === null);
    expect(changes).to.have.length(1);
    const { length } = frames;
    detection.offer(loud(20_000));
    expect(frames).to.have.length(length + 1);
    detection.offer(loud(30_040));
    await waitUntil(() => changes.length === 2, '', { timeout: 15_000 });
    expect(changes[1]!.detector).to.equal('silero-v5');
    detection.want(false);
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
