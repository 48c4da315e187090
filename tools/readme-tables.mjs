// Writes the tables of README.md that have a source: settings from the field table, the rest from custom-elements.json.
// With --check it changes nothing and fails when a table is out of step.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { root } from './install.mjs';

const readme = path.join(root, 'README.md');
const fields = await settings();
const { attributes, events, cssParts, cssProperties, slots } = element();
const isSetting = new Set(['turn-taking', ...fields.map(({ attribute }) => attribute)]);

const tables = {
  settings: table(
    ['setting', 'attribute', 'default', 'allowed', 'what it does'],
    fields.map((field) => [code(field.path), code(field.attribute), defaultOf(field), allowed(field), field.help]),
  ),
  attributes: table(
    ['attribute', 'default', 'what it does'],
    attributes
      .filter(({ name }) => !isSetting.has(name))
      .map(({ name, default: value, description }) => [code(name), plain(value), description]),
  ),
  events: table(
    ['event', 'fires when'],
    events.map(({ name, description }) => [code(name), description]),
  ),
  looks: [listed('Slots', slots), listed('Parts', cssParts), listed('CSS custom properties', cssProperties)].join(
    '\n\n',
  ),
};

const before = readFileSync(readme, 'utf8');
const filled = Object.entries(tables).reduce(fill, before);
const after = await format(filled, { ...(await resolveConfig(readme)), filepath: readme });
if (!process.argv.includes('--check')) writeFileSync(readme, after);
else if (after !== before) {
  console.error('README.md is out of step with the sources: run `node tools/readme-tables.mjs`.');
  process.exitCode = 1;
}

async function settings() {
  const entry = path.join(root, 'src/core/turn-taking-fields.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
  const module = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
  const { TURN_TAKING_FIELDS } = await import(module);
  return TURN_TAKING_FIELDS;
}

function element() {
  const { modules } = JSON.parse(readFileSync(path.join(root, 'custom-elements.json'), 'utf8'));
  return modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === 'avatar-ptt');
}

function fill(text, [name, content]) {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`README.md has no ${begin} … ${end}.`);
  return `${head}${begin}\n\n${content}\n\n${end}${tail}`;
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function listed(title, items) {
  return `${title}: ${items.map(({ name }) => code(name)).join(', ')}.`;
}

// The tag is named after its first mode.
function defaultOf(field) {
  return field.path === 'mode'
    ? `${code('hands-free')}; the tag: ${code('push-to-talk')}`
    : code(shown(field, field.default));
}

function allowed(field) {
  switch (field.kind) {
    case 'number':
      return `${field.min} to ${shown(field, field.max)}`;
    case 'boolean':
      return `${code('true')}, ${code('false')}`;
    case 'enum':
      return field.values.map(code).join(', ');
  }
}

function shown(field, value) {
  return field.kind === 'number' && field.unit ? `${value} ${field.unit}` : String(value);
}

function plain(value) {
  const text = (value ?? '').replace(/^'|'$/g, '');
  return text === '' || text === 'null' ? '' : code(text);
}

function code(text) {
  return `\`${text}\``;
}
