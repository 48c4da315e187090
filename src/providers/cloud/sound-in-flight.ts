// From the gate to the far end while nothing is late: encoder, packets, jitter buffer (65 ms measured on a loopback).
const FLIGHT_MS = 100;
// Samples come in blocks of 10 ms, packets hold 20, and whoever reads the counters does so in between.
const UNEVEN_MS = 40;
// What seems to be later than this is a counter that has started again, or counts something else.
const MAX_LATE_MS = 1000;
const KEPT = 20;
// With the options that the microphone is published with, in every browser.
const PACKET_MS = 20;

/**
 * How long the sound that was handed over is still on its way, by the counters of its sender: what the encoder was given, and
 * what has left as packets. On time both keep pace with the clock; what they are behind, as against the best of the last
 * readings, is late: on a machine that is out of breath.
 */
export class SoundInFlight {
  readonly #stats: () => Promise<RTCStatsReport> | undefined;
  /** How far each counter was ahead of the clock, ms, at the last readings. */
  readonly #leads = new Map<string, readonly number[]>();

  /** @param stats the sender's figures, as `RTCRtpSender.getStats` gives them; undefined as long as nothing is sent. */
  constructor(stats: () => Promise<RTCStatsReport> | undefined) {
    this.#stats = stats;
  }

  /** Reads the counters, which says what they are while nothing is late. Returns by how much sound is late now, ms. */
  async read(): Promise<number> {
    try {
      const late = countersOf(await this.#stats()).map(([name, lead]) => this.#lateness(name, lead));
      return Math.max(0, ...late);
    } catch {
      // The sender is gone, and its sound with it.
      return 0;
    }
  }

  /** Resolves when what was handed over until now has arrived, as far as this side can know. */
  async landed(): Promise<void> {
    const startedAt = performance.now();
    const elapsedMs = (): number => performance.now() - startedAt;
    let lateMs = await this.#readSoon();
    while (lateMs > elapsedMs() && elapsedMs() < MAX_LATE_MS) {
      await delay(lateMs - elapsedMs());
      lateMs = await this.#readSoon();
    }
    await delay(FLIGHT_MS);
  }

  /** Figures that don't come tell nothing. */
  #readSoon(): Promise<number> {
    return Promise.race([this.read(), delay(FLIGHT_MS).then(() => 0)]);
  }

  #lateness(name: string, lead: number): number {
    const before = this.#leads.get(name) ?? [];
    const lateMs = Math.max(lead, ...before) - lead;
    const isAnother = lateMs > MAX_LATE_MS;
    this.#leads.set(name, [...(isAnother ? [] : before), lead].slice(-KEPT));
    return isAnother || lateMs <= UNEVEN_MS ? 0 : lateMs;
  }
}

function countersOf(report: RTCStatsReport | undefined): [name: string, lead: number][] {
  const counters: [string, number][] = [];
  report?.forEach((entry: RTCStats & { totalSamplesDuration?: number; packetsSent?: number }) => {
    const { type, id, timestamp, totalSamplesDuration: secs, packetsSent: packets } = entry;
    if (type === 'media-source' && secs !== undefined) counters.push([id, secs * 1000 - timestamp]);
    if (type === 'outbound-rtp' && packets !== undefined) counters.push([id, packets * PACKET_MS - timestamp]);
  });
  return counters;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
