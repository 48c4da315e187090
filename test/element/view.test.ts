import { aTimeout, expect, html, nextFrame, waitUntil } from '@open-wc/testing';
import { emulateMedia, resetMedia } from '../engine.js';
import { conversing, find, placed, reaches, restore, standIn, status, talkButton } from './conversing.js';

const background = (element: Element): string => getComputedStyle(element).backgroundColor;

/** A custom property that is painted by the frame. */
const painted = (element: HTMLElement | SVGElement, name: string): number =>
  Number(element.style.getPropertyValue(name));

describe('The view', () => {
  beforeEach(() => standIn());
  afterEach(async () => {
    restore();
    document.documentElement.removeAttribute('dir');
    await resetMedia();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is accessible in ${colorScheme} colours, locked and with captions`, async () => {
      await emulateMedia({ colorScheme });
      const { element, session } = await conversing(html`<avatar-ptt interrupt-bot-on-press="false"></avatar-ptt>`);
      element.press();
      await reaches(element, 'capturing');
      session.send({ type: 'transcript', role: 'user', text: 'Hello', final: true });
      element.release();
      session.send({ type: 'avatar-speech-started' });
      session.send({ type: 'transcript', role: 'avatar', text: 'Good morning', final: true });
      await element.updateComplete;
      await aTimeout(300);
      await expect(element).to.be.accessible();
      const light = Number(/\d+/.exec(background(find(element, '.root')))![0]);
      expect(light > 128).to.equal(colorScheme === 'light');
    });
  }

  it('leaves the colour scheme to a page that has one', async () => {
    await emulateMedia({ colorScheme: 'dark' });
    const element = await placed(html`<avatar-ptt style="color-scheme: light"></avatar-ptt>`);
    expect(background(find(element, '.root'))).to.equal('rgb(255, 255, 255)');
  });

  it('mirrors itself from right to left', async () => {
    document.documentElement.dir = 'rtl';
    const { element } = await conversing();
    const left = (selector: string): number => find(element, selector).getBoundingClientRect().left;
    expect(left('.switch')).to.be.greaterThan(left('.talk'));
    expect(left('.talk')).to.be.greaterThan(left('.hang-up'));
  });

  it('holds still where motion is not wanted', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const element = await placed();
    expect(element.shadowRoot!.getAnimations().filter(({ playState }) => playState === 'running')).to.have.length(0);
  });

  for (const width of [320, 360, 768, 1280]) {
    it(`fits into ${width} px`, async () => {
      const { element } = await conversing(html`<avatar-ptt style="inline-size: ${width}px"></avatar-ptt>`);
      const { right } = element.getBoundingClientRect();
      for (const part of element.shadowRoot!.querySelectorAll('.panel *')) {
        if (!part.checkVisibility() || part.closest('svg')) continue;
        expect(part.getBoundingClientRect().right, part.outerHTML).to.be.at.most(right + 1);
      }
    });
  }

  it('moves the mouth and the ring by what is measured, and rests when the conversation is over', async () => {
    const { element, session } = await conversing();
    const ring = element.shadowRoot!.querySelector<SVGElement>('.ring')!;
    const face = element.shadowRoot!.querySelector<SVGElement>('.face')!;
    Object.assign(session.audio.meter, { volume: 0.85, noiseFloor: 0.55, avatarLevel: 0.25 });
    await waitUntil(() => painted(ring, '--level') > 0.5);
    expect(painted(ring, '--level')).to.be.closeTo(0.75, 0.01);
    expect(painted(ring, '--floor')).to.be.closeTo(0.25, 0.01);
    expect(painted(face, '--mouth')).to.be.closeTo(0.5, 0.01);
    await element.disconnect();
    await nextFrame();
    session.audio.meter.avatarLevel = 1;
    await nextFrame();
    await nextFrame();
    expect(painted(face, '--mouth')).to.be.lessThan(0.9);
  });

  it('asks for frames of the display only while something moves, and sees at once when something does', async () => {
    const { element, session } = await conversing();
    const face = element.shadowRoot!.querySelector<SVGElement>('.face')!;
    Object.assign(session.audio.meter, { volume: 0.5, noiseFloor: 0.45 });
    await waitUntil(() => painted(face, '--level') > 0.1);
    await aTimeout(300);
    const { requestAnimationFrame } = window;
    let asked = 0;
    window.requestAnimationFrame = (paint) => {
      asked++;
      return requestAnimationFrame(paint);
    };
    try {
      for (let i = 0; i < 10; i++) {
        // Noise is never still.
        session.audio.meter.volume = 0.5 + (i % 2) * 0.03;
        await aTimeout(30);
      }
      expect(asked, 'while nothing moves').to.equal(0);
      session.audio.meter.avatarLevel = 0.5;
      await waitUntil(() => painted(face, '--mouth') > 0.5);
      session.audio.meter.isGateOpen = true;
      await waitUntil(() => face.hasAttribute('data-open'));
      await aTimeout(100);
      expect(asked, 'while the gate is open').to.be.above(1);
    } finally {
      window.requestAnimationFrame = requestAnimationFrame;
    }
  });

  for (const isGateOpen of [false, true]) {
    it(`lets the ring sink to what is measured, the gate ${isGateOpen ? 'open' : 'closed'}`, async () => {
      const { element, session } = await conversing();
      const face = element.shadowRoot!.querySelector<SVGElement>('.face')!;
      Object.assign(session.audio.meter, { volume: 0.9, noiseFloor: 0.4, isGateOpen });
      await waitUntil(() => painted(face, '--level') > 0.8);
      session.audio.meter.volume = 0.4;
      await waitUntil(() => painted(face, '--level') < 0.1);
    });
  }

  it('leaves the meter out when told to', async () => {
    const { element } = await conversing(html`<avatar-ptt no-meter no-text-input></avatar-ptt>`);
    expect(element.shadowRoot!.querySelector('.level')).to.equal(null);
    expect(element.shadowRoot!.querySelector('[part=text-input]')).to.equal(null);
  });

  it('shows the poster until the conversation starts', async () => {
    const element = await placed(html`<avatar-ptt><p slot="poster">Meet Ada</p></avatar-ptt>`);
    const poster = element.querySelector('p')!;
    expect(poster.checkVisibility()).to.be.true;
    await element.connect();
    await element.updateComplete;
    expect(poster.checkVisibility()).to.be.false;
  });

  it('has one live region besides the alert', async () => {
    const { element } = await conversing();
    const live = element.shadowRoot!.querySelectorAll('[role=status], [aria-live], [role=log]');
    expect(live).to.have.length(1);
    expect(element.shadowRoot!.querySelectorAll('[role=alert]')).to.have.length(1);
  });

  it('forgets an error that was read', async () => {
    const { element, session } = await conversing();
    session.send({ type: 'session-error', code: 'odd', message: 'Something odd happened.' });
    await element.updateComplete;
    find(element, '[part=error] button').click();
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('[part=error]')).to.equal(null);
    expect(element.matches(':state(error)')).to.be.false;
  });
});

describe('promise 1: fast taps', () => {
  beforeEach(() => standIn({ microphone: false }));
  afterEach(restore);

  it('leaves nothing open when the release comes before the microphone', async () => {
    const { element, session } = await conversing();
    expect(await status(element)).to.match(/Allow it/);
    element.press('pointer');
    element.release('pointer');
    session.send({ type: 'microphone-opened', label: 'Late', isEchoCancelled: false });
    expect(session.state.turn).to.equal(null);
    expect(element.matches(':state(capturing)')).to.be.false;
  });
});

describe('promise 3: the cue to speak', () => {
  beforeEach(() => standIn({ microphone: false }));
  afterEach(restore);

  it('comes only once sound flows', async () => {
    const { element, session } = await conversing();
    session.send({ type: 'microphone-opened', label: 'Headset', isEchoCancelled: false });
    element.press();
    expect(await status(element)).to.match(/waking up/);
    session.send({ type: 'microphone-flowing' });
    expect(await status(element)).to.match(/Listening/);
  });
});

describe('promise 17: the device goes away', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('ends the turn and says so', async () => {
    const { element, session } = await conversing();
    element.press();
    await reaches(element, 'capturing');
    session.audio.listener.send({
      type: 'microphone-lost',
      code: 'microphone-lost',
      message: 'The microphone was unplugged.',
    });
    await element.updateComplete;
    expect(find(element, '[role=alert]').textContent).to.include('unplugged');
    expect(element.phase).to.not.equal('capturing');
  });
});

describe('promise 19: toggling races', () => {
  beforeEach(() => standIn({ connect: false }));
  afterEach(restore);

  it('ends where the person wanted last', async () => {
    const element = await placed();
    const first = element.connect().catch(() => undefined);
    await element.disconnect();
    const second = element.connect().catch(() => undefined);
    await element.disconnect();
    await Promise.all([first, second]);
    expect(element.connectionState).to.equal('disconnected');
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('[part=error]')).to.equal(null);
  });
});

describe('promise 29: noise in hands-free', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('names the detector, counts what it turned away, and is one click from push-to-talk', async () => {
    const { element, session } = await conversing(html`<avatar-ptt mode="hands-free"></avatar-ptt>`);
    session.audio.listener.detectorChanged('energy', 'this page may not run WebAssembly');
    session.send({ type: 'speech-misfire', onsetMs: 1, endMs: 2 });
    await element.updateComplete;
    const note = find(element, '.note').textContent;
    expect(note).to.include('may not run WebAssembly').and.include('sounds ignored: 1');
    expect(element.shadowRoot!.querySelector('.notch')).to.not.equal(null);
    find(element, '[role=switch]').click();
    await element.updateComplete;
    expect(talkButton(element).checkVisibility()).to.be.true;
  });
});
