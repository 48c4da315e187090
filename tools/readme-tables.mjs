// Writes the tables of README.md and docs/ that have a source: settings from the field table, the tag from
// custom-elements.json, fields and their values from the types. With --check it changes nothing and fails when a table is
// out of step.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { docsProblems, withTests } from './docs-problems.mjs';
import { root } from './install.mjs';

const sources = [
  ...['src/element/events.ts', 'src/providers/provider.ts', 'src/audio/microphone-error.ts'],
  'src/session/session-types.ts',
];
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);
const program = ts.createProgram(
  sources.map((file) => path.join(root, file)),
  { ...options, noEmit: true },
);
const checker = program.getTypeChecker();

const isCheck = process.argv.includes('--check');
const fields = Object.values((await imported('src/core/settings/turn-taking-fields.ts')).TURN_TAKING_FIELDS);
const { TURN_TAKING_HELP } = await imported('src/core/settings/turn-taking-help.ts');
const { REFUSAL_TEXT } = await imported('src/core/machine/refusal.ts');
const { microphoneError } = await imported('src/audio/microphone-error.ts');
const tag = element('avatar-ptt');
const isSetting = new Set(['turn-taking', ...fields.map(({ attribute }) => attribute)]);

const pages = {
  'docs/embedding.md': {
    attributes: attributesOf(tag.attributes.filter(({ name }) => !isSetting.has(name))),
    properties: table(
      ['property', 'what it is'],
      members('field').map(({ name, description }) => [code(name), description]),
    ),
    methods: table(
      ['method', 'what it does'],
      members('method').map((method) => [code(signature(method)), description(method)]),
    ),
    slots: named('slot', tag.slots),
    parts: named('part', tag.cssParts),
    looks: named('custom property', tag.cssProperties),
    states: table(
      ['state', 'when'],
      tag.cssStates.map(({ name, description: when }) => [code(`:state(${name})`), when]),
    ),
  },
  'docs/inspector.md': { attributes: attributesOf(element('avatar-inspector').attributes) },
  'docs/settings.md': {
    settings: table(
      ['setting', 'attribute', 'default', 'allowed', 'what it does'],
      fields.map((field) => [
        code(field.path),
        code(field.attribute),
        defaultOf(field),
        allowed(field),
        TURN_TAKING_HELP[field.path],
      ]),
    ),
  },
  'docs/events.md': {
    events: tag.events.map(eventSection).join('\n\n'),
    lock: fieldTable(fieldsOf('TurnLock')),
    refusals: table(
      ['`reason`', 'what the person reads'],
      Object.entries(REFUSAL_TEXT).map(([reason, text]) => [code(reason), text]),
    ),
    microphone: table(
      ['`code`', 'what the person reads'],
      valuesOf('MicrophoneErrorCode').map((name) => [code(name), microphoneError(name).message]),
    ),
  },
  'docs/session.md': {
    session: referenceTable('Session'),
    options: referenceTable('SessionOptions'),
    microphone: referenceTable('MicrophoneOptions'),
    turn: referenceTable('TurnTiming'),
  },
  'docs/providers.md': {
    provider: table(['', 'needed', 'what it does'], fieldsOf('Provider').map(providerRow)),
    context: fieldTable(fieldsOf('ProviderContext')),
    reports: table(
      ['event', 'fields'],
      membersOf('BackendEvent').map(({ name, fields: own }) => [code(name), own.map(shownField).join(', ')]),
    ),
  },
};

let isInStep = true;
for (const [page, tables] of Object.entries(pages)) {
  await bringInStep(page, (before) =>
    Object.entries(tables).reduce((text, [name, content]) => fill(page, text, name, content), before),
  );
}
await bringInStep('docs/promises.md', withTests);
for (const problem of docsProblems()) out(problem);
process.exitCode = isInStep ? 0 : 1;

async function bringInStep(page, change) {
  const file = path.join(root, page);
  const before = readFileSync(file, 'utf8');
  const filled = change(before);
  const after = await format(filled, { ...(await resolveConfig(file)), filepath: file });
  if (!isCheck) writeFileSync(file, after);
  else if (after !== before) out(`${page} is out of step with the sources: run \`node tools/readme-tables.mjs\`.`);
}

function out(message) {
  isInStep = false;
  console.error(message);
}

/** A source file without the DOM, as a module. */
async function imported(file) {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, file)],
    bundle: true,
    write: false,
    format: 'esm',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

function element(tagName) {
  const { modules } = JSON.parse(readFileSync(path.join(root, 'custom-elements.json'), 'utf8'));
  return modules.flatMap(({ declarations }) => declarations).find((declaration) => declaration.tagName === tagName);
}

/** What a page may use of the tag that is no attribute. */
function members(kind) {
  return tag.members.filter(
    (member) => member.kind === kind && member.description && !member.privacy && !member.static && !member.attribute,
  );
}

function signature({ name, parameters = [] }) {
  return `${name}(${parameters.map((one) => one.name + (one.default ? ` = ${one.default}` : '')).join(', ')})`;
}

function description(method) {
  const { text = '' } = method.return?.type ?? {};
  return text.startsWith('Promise') ? `${method.description} A promise.` : method.description;
}

function fill(page, text, name, content) {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`${page} has no ${begin} … ${end}.`);
  return `${head}${begin}\n\n${content}\n\n${end}${tail}`;
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => inCell(cell ?? '')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function inCell(text) {
  return String(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}

function named(head, items) {
  return table(
    [head, 'what it is'],
    items.map(({ name, description: what }) => [code(name), what]),
  );
}

function attributesOf(attributes) {
  return table(
    ['attribute', 'default', 'what it does'],
    attributes.map(({ name, default: value, description: what }) => [code(name), plain(value), what]),
  );
}

function eventSection({ name, description: when, type }) {
  return `### ${code(name)}\n\n${when}\n\n${fieldTable(fieldsOf(type.text))}`;
}

function fieldTable(all) {
  const hasHelp = all.some(({ help }) => help);
  return table(
    ['field', 'values', ...(hasHelp ? [''] : [])],
    all.map((field) => [code(field.name), valuesShown(field), ...(hasHelp ? [field.help] : [])]),
  );
}

/** Every member of an interface, with its type, what it is for and what it throws. */
function referenceTable(name) {
  return table(
    ['', '', ''],
    fieldsOf(name).map(({ name: field, isOptional, text, help, throws }) => [
      code(isOptional ? `${field}?` : field),
      code(text),
      [help, throws && `Throws ${throws}`].filter(Boolean).join(' '),
    ]),
  );
}

function providerRow({ name, isOptional, help }) {
  return [code(name), isOptional ? '' : 'yes', help];
}

function shownField({ name, isOptional }) {
  return code(isOptional ? `${name}?` : name);
}

function valuesShown({ values, text }) {
  const others = text
    .replaceAll(/"[\w-]+"/g, '')
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part && (values.length === 0 || ['null', 'undefined'].includes(part)));
  return [...values, ...others].map(code).join(', ');
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
    case 'name':
      return `${code(field.default)}, or a registered name`;
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

/** The fields of a class, interface or object type, its own and those of the interfaces that it extends. */
function fieldsOf(name) {
  return fieldsOfType(typeNamed(name));
}

/** The members of a union of objects that differ by `type`: each name with its other fields. */
function membersOf(name) {
  return typeNamed(name).types.map((member) => {
    const fields = fieldsOfType(member);
    const [type] = fields.filter((field) => field.name === 'type');
    return { name: type.values[0], fields: fields.filter((field) => field !== type) };
  });
}

/** The strings that a type allows. */
function valuesOf(name) {
  return textsOf(typeNamed(name));
}

function fieldsOfType(type) {
  return checker
    .getPropertiesOfType(type)
    .filter(isOurs)
    .map((symbol) => {
      const { valueDeclaration } = symbol;
      const fieldType = checker.getTypeOfSymbol(symbol);
      return {
        name: symbol.name,
        isOptional: Boolean(symbol.flags & ts.SymbolFlags.Optional),
        help: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        throws: ts.displayPartsToString(symbol.getJsDocTags(checker).find((tag) => tag.name === 'throws')?.text),
        text: checker.typeToString(fieldType, valueDeclaration, ts.TypeFormatFlags.NoTruncation),
        values: textsOf(fieldType),
      };
    });
}

/** Not what every event has from the browser. */
function isOurs({ declarations = [] }) {
  return declarations.some((declaration) => !program.isSourceFileDefaultLibrary(declaration.getSourceFile()));
}

/** In alphabetical order: the compiler's own has to do with what else it has read. */
function textsOf(type) {
  const members = type.isUnion() ? type.types : [type];
  return members
    .filter((member) => member.isStringLiteral())
    .map(({ value }) => value)
    .sort();
}

function typeNamed(name) {
  for (const file of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(file) || file.fileName.includes('/node_modules/')) continue;
    for (const statement of file.statements) {
      if (statement.name?.text === name) return checker.getTypeAtLocation(statement);
    }
  }
  throw new Error(`There is no type ${name} in ${sources.join(', ')} and what they import.`);
}
