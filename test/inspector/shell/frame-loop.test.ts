import { expect, nextFrame } from '@open-wc/testing';
import { FrameLoop } from '../../../inspector/shell/frame-loop.js';

describe('FrameLoop', () => {
  let loop: FrameLoop;
  let version: number;
  let done: string[];
  let onPaint: () => void;
  beforeEach(() => {
    version = 1;
    done = [];
    onPaint = () => undefined;
    loop = new FrameLoop({
      version: () => version,
      requestUpdate: () => {
        done.push('update');
        loop.paint();
      },
      paint: () => {
        done.push('paint');
        onPaint();
      },
    });
    loop.start(window);
  });
  afterEach(() => loop.stop());

  const frames = async (count: number): Promise<string[]> => {
    done = [];
    for (let i = 0; i < count; i++) await nextFrame();
    return done;
  };

  it('writes the templates when something changed, and else only paints', async () => {
    await frames(1);
    expect(await frames(2)).to.deep.equal(['paint', 'paint']);
    version++;
    expect(await frames(2)).to.deep.equal(['update', 'paint', 'paint']);
  });

  it('shows in the next frame what painting found out, once', async () => {
    await frames(1);
    onPaint = () => {
      onPaint = () => undefined;
      loop.refresh();
    };
    expect(await frames(3)).to.deep.equal(['paint', 'update', 'paint', 'paint']);
  });

  it('does nothing after it is stopped', async () => {
    loop.stop();
    expect(await frames(2)).to.deep.equal([]);
  });
});
