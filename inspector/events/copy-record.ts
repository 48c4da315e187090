import type { SessionRecord } from 'avatar-ptt/headless';
import type { Row } from './row.js';
import { Redactor } from '../redaction/redactor.js';

/** Of how many records before and after it a copied one is compared with. */
const AROUND = 500;

/** A record as JSON, for the clipboard, without the secrets in it and around it. */
export function copyText({ record }: Row, around: Iterable<SessionRecord>): string {
  const redactor = new Redactor();
  // What is a secret may be told by another record only.
  for (const { seq, event } of around) if (Math.abs(seq - record.seq) <= AROUND) redactor.copy(event);
  return JSON.stringify(redactor.copy(record), null, 2);
}
