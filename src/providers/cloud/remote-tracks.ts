interface There {
  readonly kind: 'audio' | 'video';
  readonly identity: string;
  readonly track: MediaStreamTrack;
}

/** A track of somebody else is there, or none any more: null. */
export type TellMedia = (kind: 'audio' | 'video', stream: MediaStream | null, identity: string) => void;

/** The tracks of others. The newest of a kind is what counts of somebody: the one before may end only after it began. */
export class RemoteTracks {
  readonly #tell: TellMedia;
  #there: readonly There[] = [];

  constructor(tell: TellMedia) {
    this.#tell = tell;
  }

  begin(one: There): void {
    this.#there = [...this.#there, one];
    this.#tell(one.kind, new MediaStream([one.track]), one.identity);
  }

  /** Tells of it only if it counted: what was there before it counts again, if it is still there. */
  end({ kind, identity, track }: There): void {
    const isNext = (other: There): boolean => other.kind === kind && other.identity === identity;
    const newest = this.#there.findLast(isNext);
    this.#there = this.#there.filter((other) => other.track !== track);
    if (newest?.track !== track) return;
    const next = this.#there.findLast(isNext);
    this.#tell(kind, next ? new MediaStream([next.track]) : null, identity);
  }
}
