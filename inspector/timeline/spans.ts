import { firstWhere } from '../model/sorted.js';

/** Something that was so for a while. */
export interface Span {
  /** Page time, ms. */
  readonly fromAt: number;
  /** Page time, ms; null while it lasts. */
  readonly toAt: number | null;
  /** What it was, such as `thinking`. */
  readonly kind: string;
  readonly turnId: number | null;
  /** Why it ended, for a person; often empty. */
  readonly ending: string;
}

/** What a state says is so now. */
export interface Condition {
  readonly kind: string;
  readonly turnId: number | null;
  /** Since when, if that is not the moment of the record; page time, ms. */
  readonly since?: number;
}

const MAX_SPANS = 20_000;

/** Spans of one sort, one after another; beyond 20,000 the older half is forgotten. */
export class SpanTrack {
  #spans: Span[] = [];

  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** What is so from `at` on: the present span goes on, or ends there and another begins. */
  follow(condition: Condition | null, at: number, ending: string): void {
    const last = this.#spans.at(-1);
    const open = last?.toAt === null ? last : null;
    if (isSame(open, condition)) return;
    if (open) this.#spans[this.#spans.length - 1] = { ...open, toAt: Math.max(at, open.fromAt), ending };
    if (condition) this.#begin(condition, at);
  }

  /** Index of the first span that ends after `at`. */
  indexAt(at: number): number {
    return firstWhere(this.#spans.length, (i) => (this.#spans[i]?.toAt ?? Infinity) > at);
  }

  /** What was so at a moment. */
  spanAt(at: number): Span | null {
    const span = this.#spans[this.indexAt(at)];
    return span && span.fromAt <= at ? span : null;
  }

  #begin({ kind, turnId, since }: Condition, at: number): void {
    this.#spans.push({ fromAt: since ?? at, toAt: null, kind, turnId, ending: '' });
    if (this.#spans.length > MAX_SPANS) this.#spans = this.#spans.slice(MAX_SPANS / 2);
  }
}

function isSame(span: Span | null, condition: Condition | null): boolean {
  return span?.kind === condition?.kind && span?.turnId === condition?.turnId;
}
