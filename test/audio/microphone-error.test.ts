import { expect } from '@open-wc/testing';
import { fromGetUserMedia, microphoneObstacle, type PageRights } from '../../src/audio/microphone-error.js';

const FREE: PageRights = { isSecure: true, isSupported: true, isFramed: false, isSandboxed: false, isAllowed: true };
const refusal = (name: string): DOMException => new DOMException('Permission denied', name);

describe('microphoneObstacle', () => {
  const obstacles: [string, Partial<PageRights>, string, string][] = [
    ['an insecure page', { isSecure: false, isSupported: false }, 'microphone-insecure', 'https://'],
    ['a browser without microphones', { isSupported: false }, 'microphone-unsupported', 'current Chrome'],
    ['its own header', { isAllowed: false }, 'microphone-header', 'microphone=(self)'],
    ['the embedding page', { isAllowed: false, isFramed: true }, 'microphone-policy', 'allow="microphone; autoplay"'],
    ['a sandbox', { isAllowed: false, isFramed: true, isSandboxed: true }, 'microphone-sandboxed', 'allow-same-origin'],
  ];

  for (const [name, rights, code, remedy] of obstacles) {
    it(`names ${name} and what to do`, () => {
      const obstacle = microphoneObstacle({ ...FREE, ...rights });
      expect(obstacle?.code).to.equal(code);
      expect(obstacle?.message).to.contain(remedy);
    });
  }

  it('is none where the browser does not tell', () => {
    expect(microphoneObstacle({ ...FREE, isFramed: true, isAllowed: null })).to.equal(null);
  });
});

describe('fromGetUserMedia', () => {
  it('names the attribute where a refusal may be that of the embedding page', () => {
    const error = fromGetUserMedia(refusal('NotAllowedError'), { ...FREE, isFramed: true, isAllowed: null });
    expect(error.code).to.equal('microphone-denied-framed');
    expect(error.message).to.contain('allow="microphone; autoplay"');
  });

  it('takes a refusal for that of a person where the policy allows it', () => {
    const error = fromGetUserMedia(refusal('NotAllowedError'), { ...FREE, isFramed: true });
    expect(error.code).to.equal('microphone-denied');
  });

  it('names the sandbox, however it is refused', () => {
    for (const name of ['SecurityError', 'NotAllowedError']) {
      const error = fromGetUserMedia(refusal(name), { ...FREE, isFramed: true, isSandboxed: true });
      expect(error.code).to.equal('microphone-sandboxed');
    }
  });
});
