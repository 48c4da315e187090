import { aTimeout, expect } from '@open-wc/testing';
import { localAvatar } from '../../src/providers/local.js';
import { speakText } from '../../src/providers/browser-speech.js';
import { backstage, sayTurn } from './provider-contract.js';
import { VirtualTime } from './virtual-time.js';

const voice = {} as SpeechSynthesisVoice;

describe('speakText', () => {
  const real = { speak: speechSynthesis.speak, cancel: speechSynthesis.cancel, getVoices: speechSynthesis.getVoices };
  let spoken: SpeechSynthesisUtterance | null;
  let cancelled: number;
  let heard: boolean[];
  const onVoice = (isHeard: boolean): void => void heard.push(isHeard);
  const begin = (): void => void spoken?.onstart?.(new SpeechSynthesisEvent('start', { utterance: spoken }));
  const end = (): void => void spoken?.onend?.(new SpeechSynthesisEvent('end', { utterance: spoken }));
  beforeEach(() => {
    spoken = null;
    cancelled = 0;
    heard = [];
    // A stand-in for voices: the browser of the tests may have none.
    Object.assign(speechSynthesis, {
      speak: (utterance: SpeechSynthesisUtterance) => (spoken = utterance),
      cancel: () => cancelled++,
      getVoices: () => [voice],
    });
  });
  afterEach(() => {
    Object.assign(speechSynthesis, real);
  });

  it('tells when the voice is heard, and when it is no more', async () => {
    const speaking = speakText('Hello.', new AbortController().signal, onVoice);
    await aTimeout(0);
    begin();
    expect(heard).to.deep.equal([true]);
    end();
    await speaking;
    expect(heard).to.deep.equal([true, false]);
    expect(cancelled).to.equal(0);
  });

  it('ends at once when it is not wanted any more, whether or not the browser says so', async () => {
    const giveUp = new AbortController();
    const speaking = speakText('Hello.', giveUp.signal, onVoice);
    await aTimeout(0);
    begin();
    giveUp.abort();
    await speaking;
    begin();
    expect(heard).to.deep.equal([true, false]);
    expect(cancelled).to.equal(1);
  });

  it('takes no voice for one without end', async () => {
    const time = new VirtualTime();
    const speaking = speakText('Hello.', new AbortController().signal, onVoice);
    await time.pass();
    time.restore();
    await speaking;
    expect(time.now).to.equal(13_000);
    expect(heard.at(-1)).to.be.false;
  });

  it('tells the output of the avatar that it is heard elsewhere', async () => {
    const stage = backstage({ heardElsewhere: onVoice });
    const avatar = localAvatar({ thinkMs: 0, reply: () => 'Hello.' });
    await avatar.connect(stage.context);
    await sayTurn(avatar, 1);
    await aTimeout(20);
    begin();
    expect(stage.typesOf(1)).to.include('avatar-audible');
    await avatar.interrupt?.();
    await aTimeout(0);
    expect(heard).to.deep.equal([true, false]);
    stage.abort();
  });
});
