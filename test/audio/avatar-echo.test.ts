import { expect } from '@open-wc/testing';
import { AvatarEcho } from '../../src/audio/avatar-echo.js';

describe('AvatarEcho', () => {
  it('covers nothing while the avatar was never heard', () => {
    expect(new AvatarEcho().at(0, 1e9)).to.equal('silent');
  });

  it('covers what the avatar says, the way to the loudspeaker and the echo of the room, and no more', () => {
    const echo = new AvatarEcho();
    for (let ms = 1000; ms < 3000; ms += 20) echo.hear(ms, ms + 20, 30);
    expect(echo.at(3010, 3030)).to.equal('sounding');
    expect(echo.at(3040, 3060)).to.equal('echoing');
    expect(echo.at(900, 990)).to.equal('silent');
    expect(echo.at(990, 1010)).to.equal('sounding');
    expect(echo.at(3400, 3432)).to.equal('echoing');
    expect(echo.at(3430, 3462)).to.equal('silent');
  });

  it('still covers a frame before a short pause that is judged when the avatar goes on', () => {
    const echo = new AvatarEcho();
    echo.hear(1000, 1020, 0);
    echo.hear(1700, 1720, 0);
    expect(echo.at(1300, 1332)).not.to.equal('silent');
  });
});
