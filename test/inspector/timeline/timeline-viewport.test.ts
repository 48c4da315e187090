import { expect } from '@open-wc/testing';
import { tickStepMs } from '../../../inspector/timeline/scene.js';
import { clockText, lengthText } from '../../../inspector/model/time-text.js';
import { endingAt, fitted, panned, showing, zoomed } from '../../../inspector/timeline/timeline.js';

describe('zoomed', () => {
  it('keeps in its place what it zooms around', () => {
    expect(zoomed({ fromAt: 0, toAt: 1000 }, 0.5, 0.25)).to.deep.equal({ fromAt: 125, toAt: 625 });
  });

  it('never shows less than 50 ms or more than a day', () => {
    const close = zoomed({ fromAt: 0, toAt: 100 }, 1e-9, 0.5);
    const wide = zoomed({ fromAt: 0, toAt: 100 }, 1e12, 0.5);
    expect([close.toAt - close.fromAt, wide.toAt - wide.fromAt]).to.deep.equal([50, 86_400_000]);
  });
});

describe('panned', () => {
  const extent = { fromAt: 0, toAt: 10_000 };

  it('moves by a share of the width', () => {
    expect(panned({ fromAt: 1000, toAt: 2000 }, 0.5, extent)).to.deep.equal({ fromAt: 1500, toAt: 2500 });
  });

  it('keeps some of the conversation in view', () => {
    expect(panned({ fromAt: 0, toAt: 1000 }, 100, extent).fromAt).to.equal(9900);
    expect(panned({ fromAt: 0, toAt: 1000 }, -100, extent).toAt).to.equal(100);
  });
});

describe('fitted', () => {
  it('shows all, with a little around it', () => {
    expect(fitted({ fromAt: 1000, toAt: 2000 })).to.deep.equal({ fromAt: 950, toAt: 2050 });
  });

  it('shows something of a single moment', () => {
    const { fromAt, toAt } = fitted({ fromAt: 1000, toAt: 1000 });
    expect(toAt).to.be.greaterThan(fromAt);
  });
});

describe('endingAt', () => {
  it('moves the end to a moment, with room after it', () => {
    expect(endingAt({ fromAt: 0, toAt: 1000 }, 5000)).to.deep.equal({ fromAt: 4050, toAt: 5050 });
  });
});

describe('showing', () => {
  const viewport = { fromAt: 1000, toAt: 2000 };

  it('stays when all of it is in view', () => {
    expect(showing(viewport, { fromAt: 1100, toAt: 1900 })).to.equal(viewport);
  });

  it('moves it to the middle', () => {
    expect(showing(viewport, { fromAt: 5000, toAt: 5200 })).to.deep.equal({ fromAt: 4600, toAt: 5600 });
  });

  it('shows more when it is longer than the view', () => {
    const { fromAt, toAt } = showing(viewport, { fromAt: 5000, toAt: 9000 });
    expect([fromAt <= 5000, toAt >= 9000]).to.deep.equal([true, true]);
  });
});

describe('tickStepMs', () => {
  it('leaves room for the labels, from milliseconds to days', () => {
    for (const spanMs of [50, 1000, 20_000, 3_600_000, 86_400_000]) {
      for (const width of [1, 250, 1200]) {
        const step = tickStepMs(spanMs, width);
        expect(spanMs / step, `${spanMs} ms on ${width} px`).to.be.at.most(Math.max(2, width / 76));
      }
    }
  });
});

describe('clockText', () => {
  it('counts minutes, and hours once there are some', () => {
    expect([0, 12_345.4, 3_723_004, -120].map(clockText)).to.deep.equal([
      '0:00.000',
      '0:12.345',
      '1:02:03.004',
      '−0:00.120',
    ]);
  });

  it('carries what it rounds', () => {
    expect(clockText(59_999.7)).to.equal('1:00.000');
  });
});

describe('lengthText', () => {
  it('says a length as a person does', () => {
    expect([85.4, 2450, 200_000, 7_500_000, -30].map(lengthText)).to.deep.equal([
      '85 ms',
      '2.45 s',
      '3:20 min',
      '2:05 h',
      '−30 ms',
    ]);
  });

  it('carries what it rounds', () => {
    expect([999.7, 59_999, 3_599_800].map(lengthText)).to.deep.equal(['1.00 s', '1:00 min', '1:00 h']);
  });
});
