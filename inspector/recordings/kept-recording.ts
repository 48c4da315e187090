import { parseHeader } from './header-schema.js';
import { amount, count, fields, type Parser } from '../schema/parsing.js';
import { FORMAT, FORMAT_VERSION, type RecordingHeader } from './recording.js';
import { Redactor } from '../redaction/redactor.js';

/** What the shelf knows of a recording without opening it. */
export interface KeptRecording {
  readonly id: string;
  readonly header: RecordingHeader;
  readonly events: number;
  readonly turns: number;
  /** From the first to the last that is in it. */
  readonly lengthMs: number;
  readonly bytes: number;
}

/** What stands for the header of a recording that has none which can be read. */
const NO_HEADER: RecordingHeader = {
  format: FORMAT,
  version: FORMAT_VERSION,
  name: 'Damaged recording',
  createdAt: 0,
  packageVersion: '',
  source: '',
  timeOriginMs: 0,
  firstSeq: 1,
  initial: null,
  marks: [],
  sounds: [],
};

const parse = fields<Omit<KeptRecording, 'id'>>({
  header: lenient((value) => parseHeader(value, new Redactor()), NO_HEADER),
  events: lenient(count, 0),
  turns: lenient(count, 0),
  lengthMs: lenient(amount, 0),
  bytes: lenient(amount, 0),
});

/** What is kept of a recording under its id. One that is damaged can still be opened, exported and deleted. */
export function parseKept(value: unknown, id: string): KeptRecording {
  return { id, ...parse(Object(value), '') };
}

function lenient<T>(parser: Parser<T>, otherwise: T): Parser<T> {
  return (value, path) => {
    try {
      return parser(value, path);
    } catch {
      return otherwise;
    }
  };
}
