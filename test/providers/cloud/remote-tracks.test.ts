import { expect } from '@open-wc/testing';
import { RemoteTracks } from '../../../src/providers/cloud/remote-tracks.js';

describe('RemoteTracks', () => {
  const trackOf = (): MediaStreamTrack => {
    const [track] = document.createElement('canvas').captureStream().getVideoTracks();
    if (!track) throw new Error('No track.');
    return track;
  };
  let told: (MediaStreamTrack | null)[];
  let tracks: RemoteTracks;
  beforeEach(() => {
    told = [];
    tracks = new RemoteTracks((_kind, stream) => told.push(stream?.getTracks()[0] ?? null));
  });
  const picture = (track: MediaStreamTrack, identity = 'avatar') => ({ kind: 'video', identity, track }) as const;

  it('tells when one comes and when it goes', () => {
    const track = trackOf();
    tracks.begin(picture(track));
    tracks.end(picture(track));
    expect(told).to.deep.equal([track, null]);
  });

  it('stays with the new one when the old one ends after it', () => {
    const [old, next] = [trackOf(), trackOf()];
    tracks.begin(picture(old));
    tracks.begin(picture(next));
    tracks.end(picture(old));
    expect(told).to.deep.equal([old, next]);
    tracks.end(picture(next));
    expect(told.at(-1)).to.equal(null);
  });

  it('goes back to the old one when the new one ends first', () => {
    const [old, next] = [trackOf(), trackOf()];
    tracks.begin(picture(old));
    tracks.begin(picture(next));
    tracks.end(picture(next));
    expect(told).to.deep.equal([old, next, old]);
  });

  it('keeps people and kinds apart', () => {
    const [mine, other] = [trackOf(), trackOf()];
    tracks.begin(picture(mine));
    tracks.begin(picture(other, 'somebody'));
    tracks.end(picture(other, 'somebody'));
    tracks.end({ ...picture(mine), kind: 'audio' });
    expect(told).to.deep.equal([mine, other, null]);
  });
});
