// The command line of `avatar-ptt judge`: which recordings, under which settings, held against which limits.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  allowedOf,
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  patchOf,
  smartTurnSettings,
  TURN_TAKING_FIELDS,
  TURN_TAKING_HELP,
  valueAt,
} from 'avatar-ptt/headless';

const FORMATS = ['table', 'json', 'eot'];
const TEXT = { type: 'string' };
const FLAG = { type: 'boolean' };
const OPTIONS = {
  settings: TEXT,
  format: TEXT,
  curve: FLAG,
  conversation: FLAG,
  channel: TEXT,
  'fail-above': TEXT,
  'wait-above': TEXT,
  help: { type: 'boolean', short: 'h' },
};
const ATTRIBUTES = Object.fromEntries(TURN_TAKING_FIELDS.map(({ attribute }) => [attribute, TEXT]));

export const HELP = `avatar-ptt judge [options] <recording.wav or folder>...

Prints what turns recordings of people would have had in hands-free: where each turn ends, at which pauses people are cut
off, and how long they wait for an answer.

  --settings <file.json>   settings as the property turnTaking takes them
  --stop-secs <number>     and every other setting by its attribute; goes over the file
  --format <name>          table (default), json, or eot: in the terms of the benchmark eot-bench
  --curve                  cut-offs and waits for other values of stop-secs, too
  --conversation           a recording holds many turns; otherwise it is one turn of one person, pauses included
  --channel <number>       the channel that is judged, from 1; default: all of them mixed
  --fail-above <share>     exit code 2 when people are cut off at a larger share of their pauses, 0 to 1
  --wait-above <ms>        exit code 2 when they wait longer than that, in the mean
  --help

Exit code 1: something is wrong with the command, or a recording could not be judged; the others are.

Settings that decide where a turn ends:

${settingsHelp()}`;

/**
 * What a command line asks for.
 * @throws Error that says what is wrong with it.
 */
export function readOptions(args) {
  const { values, positionals } = parseArgs({ args, options: { ...ATTRIBUTES, ...OPTIONS }, allowPositionals: true });
  if (values.help) return { isHelp: true };
  if (positionals.length === 0)
    throw new Error('No recordings are given: avatar-ptt judge [options] <recording.wav>...');
  const { format = 'table', curve: hasCurve = false, conversation: isConversation = false } = values;
  if (!FORMATS.includes(format)) throw new Error(`--format is "${format}"; allowed: ${FORMATS.join(', ')}.`);
  return {
    isHelp: false,
    paths: positionals,
    options: turnTakingOf(values),
    format,
    hasCurve,
    isConversation,
    channel: numberOf(values, 'channel', { min: 1, max: 64, isWhole: true }) ?? 0,
    failAbove: numberOf(values, 'fail-above', { min: 0, max: 1 }),
    waitAbove: numberOf(values, 'wait-above', { min: 0, max: 120_000 }),
  };
}

function turnTakingOf(values) {
  const own = TURN_TAKING_FIELDS.filter(({ attribute }) => values[attribute] !== undefined);
  const given = values.settings === undefined ? DEFAULT_TURN_TAKING : settingsIn(values.settings);
  const options = own.reduce((base, field) => withValue(base, field, values[field.attribute]), given);
  // As with the tag, values of the end of turn are meant to be used unless something else is said of it.
  const isImplied = own.some(({ path }) => path.startsWith('customTurnDetection.')) && !values['turn-detection'];
  const wanted = isImplied && options.turnDetection === 'use-default' ? withCustom(options) : options;
  const inForce = smartTurnSettings(wanted);
  if (!inForce) throw new Error('With turn-detection="disabled" no turn ends by itself.');
  // So that all that is judged is what is written there.
  return mergeTurnTaking(withCustom(wanted), { customTurnDetection: inForce });
}

function withCustom(options) {
  return mergeTurnTaking(options, { turnDetection: 'custom' });
}

function settingsIn(file) {
  try {
    const patch = JSON.parse(readFileSync(file, 'utf8'));
    const options = mergeTurnTaking(DEFAULT_TURN_TAKING, patch);
    const isImplied = patch.turnDetection === undefined && Object.keys(patch.customTurnDetection ?? {}).length > 0;
    return isImplied ? withCustom(options) : options;
  } catch (error) {
    throw new Error(`The settings in ${file} can't be used: ${error.message}`, { cause: error });
  }
}

function withValue(base, field, text) {
  try {
    return mergeTurnTaking(base, patchOf([[field.path, valueOf(field, text)]]));
  } catch (error) {
    throw new Error(`--${field.attribute} is "${text.slice(0, 60)}"; allowed: ${allowedOf(field)}.`, { cause: error });
  }
}

function valueOf({ kind }, text) {
  if (kind === 'number') return text.trim() === '' ? NaN : Number(text);
  if (kind === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return text;
}

function numberOf(values, name, { min, max, isWhole = false }) {
  const text = values[name];
  if (text === undefined) return null;
  const value = text.trim() === '' ? NaN : Number(text);
  const isAllowed = value >= min && value <= max && (!isWhole || Number.isInteger(value));
  if (isAllowed) return value;
  throw new Error(
    `--${name} is "${text.slice(0, 60)}"; allowed: a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`,
  );
}

function settingsHelp() {
  const fields = TURN_TAKING_FIELDS.filter(({ path }) => /^(customTurnDetection|vad)\./.test(path));
  const lines = fields.map((field) => {
    const { attribute, path } = field;
    const standard = `default ${valueAt(DEFAULT_TURN_TAKING, path)}`;
    return `  --${attribute.padEnd(20)}${TURN_TAKING_HELP[path]} ${capitalized(allowedOf(field))}, ${standard}.`;
  });
  return lines.join('\n');
}

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
