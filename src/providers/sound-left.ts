/** What a browser tells of a sender: sound that it was given, and packets that it has sent. */
interface Flow {
  /** Grows with everything that is not digital silence. */
  readonly energy: number;
  readonly secs: number;
  readonly packets: number;
}

// Browsers measure no more often.
const LOOK_MS = 50;
/** Silence that long at the source, and a packet after it: what was said before has left. */
const SILENT_SECS = 0.04;
/** A machine that is that far behind won't come round. */
const GIVE_UP_MS = 3000;

/**
 * Waits until the sound that a sender was given so far has left, where only silence follows it. On a machine that is out of
 * breath that takes longer than usual, and whoever says "this was all" must not come before it. Resolves at once where the
 * browser does not tell.
 */
export async function soundLeft(sender: RTCRtpSender | undefined, giveUpMs = GIVE_UP_MS): Promise<void> {
  const giveUpAt = performance.now() + giveUpMs;
  let since = await flowOf(sender);
  while (since && performance.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const now = await flowOf(sender);
    if (!now) return;
    if (now.energy > since.energy) since = now;
    else if (now.secs - since.secs >= SILENT_SECS && now.packets > since.packets) return;
  }
}

async function flowOf(sender: RTCRtpSender | undefined): Promise<Flow | null> {
  // A connection that is being closed has no more to tell.
  const report = await sender?.getStats().catch(() => undefined);
  const all = [...(report?.values() ?? [])] as readonly Readonly<Record<string, unknown>>[];
  const valueOf = (type: string, name: string): unknown => all.find((stats) => stats['type'] === type)?.[name];
  const energy = valueOf('media-source', 'totalAudioEnergy');
  const secs = valueOf('media-source', 'totalSamplesDuration');
  const packets = valueOf('outbound-rtp', 'packetsSent');
  const isTold = typeof energy === 'number' && typeof secs === 'number' && typeof packets === 'number';
  return isTold ? { energy, secs, packets } : null;
}
