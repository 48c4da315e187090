import { expect } from '@open-wc/testing';
import { VoiceWatch } from '../../src/audio/voice-watch.js';

function watching() {
  const told: string[] = [];
  const watch = new VoiceWatch((turnId, isOver) => told.push(`${turnId} ${isOver ? 'over' : 'so far'}`));
  const hear = (isVoice: boolean, fromMs: number, untilMs: number): void => {
    for (let endMs = fromMs + 20; endMs <= untilMs; endMs += 20) watch.hear(isVoice, endMs);
  };
  return { watch, hear, told };
}

describe('VoiceWatch', () => {
  it('says once that a turn has had no voice for two seconds, and that it had none', () => {
    const { watch, hear, told } = watching();
    watch.opened(1, 500);
    hear(false, 500, 2480);
    expect(told).to.deep.equal([]);
    hear(false, 2480, 9000);
    expect(told).to.deep.equal(['1 so far']);
    watch.closed(1);
    expect(told).to.deep.equal(['1 so far', '1 over']);
    hear(false, 9000, 20_000);
    expect(told).to.have.length(2);
  });

  it('says nothing of a turn in which somebody spoke, however late and however long they are silent then', () => {
    const { watch, hear, told } = watching();
    watch.opened(1, 0);
    hear(false, 0, 1900);
    hear(true, 1900, 1940);
    hear(false, 1940, 30_000);
    watch.closed(1);
    expect(told).to.deep.equal([]);
  });
});
