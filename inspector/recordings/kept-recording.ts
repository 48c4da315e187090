import { parseHeader } from './header-schema.js';
import { amount, count, fields, type Parser } from './parsing.js';
import { FORMAT, FORMAT_VERSION, type RecordingHeader } from './recording.js';
import { Redactor } from './redactor.js';
import type { KeptRecording } from './shelf.js';

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
