import { expect } from '@open-wc/testing';
import { AvatarEcho } from '../../src/audio/avatar-echo.js';

describe('AvatarEcho', () => {
  it('covers nothing while the avatar was never heard', () => {
    expect(new AvatarEcho().covers(0, 1e9)).to.be.false;
  });

  it('covers what the avatar says, the way to the loudspeaker and the echo of the room, and no more', () => {
    const echo = new AvatarEcho();
    for (let ms = 1000; ms < 3000; ms += 20) echo.hear(ms, ms + 20, 30);
    expect(echo.sounds(3010, 3030)).to.be.true;
    expect(echo.sounds(3040, 3060)).to.be.false;
    expect(echo.covers(900, 990)).to.be.false;
    expect(echo.covers(990, 1010)).to.be.true;
    expect(echo.covers(3400, 3432)).to.be.true;
    expect(echo.covers(3430, 3462)).to.be.false;
  });

  it('still covers a frame before a short pause that is judged when the avatar goes on', () => {
    const echo = new AvatarEcho();
    echo.hear(1000, 1020, 0);
    echo.hear(1700, 1720, 0);
    expect(echo.covers(1300, 1332)).to.be.true;
  });
});
