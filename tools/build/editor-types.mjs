// What editors need to know of the tags, made from custom-elements.json while the package is built, so it can't drift. The
// generators custom-element-*-integration call each event a CustomEvent, refuse a number as text, and write a third more.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../install.mjs';

const ENTRIES = { AvatarPtt: './index.js', AvatarInspector: './inspector/index.js' };

/** An attribute is text, and a number may be written as one. */
const ATTRIBUTE = 'type Attribute<T> = Extract<T, string> | (number extends T ? number | `${number}` : never);';

const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** A rollup plugin: puts types for JSX, Vue and Svelte, and VS Code's data on the tags, beside what is built. */
export function editorTypes() {
  return {
    name: 'editor-types',
    generateBundle() {
      const tags = describedTags();
      const files = {
        'jsx.d.ts': jsxTypes(tags),
        'vue.d.ts': vueTypes(tags),
        'svelte.d.ts': svelteTypes(tags),
        'vscode.html-custom-data.json': `${JSON.stringify(vscodeData(tags), null, 2)}\n`,
      };
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** A rollup plugin: puts the types of the React components beside them, each named after its tag. */
export function reactTypes() {
  return {
    name: 'react-types',
    generateBundle() {
      for (const tag of describedTags())
        this.emitFile({ type: 'asset', fileName: `${tag.tagName}.d.ts`, source: reactComponentTypes(tag) });
    },
  };
}

const describedTags = () => tagsOf(JSON.parse(read('custom-elements.json')));

function tagsOf({ modules }) {
  const aliases = unions(read('src/core/settings/options.ts'));
  return modules.flatMap((module) =>
    module.declarations
      .filter(({ tagName }) => tagName)
      .map((declaration) => {
        const { name, tagName, summary, members, attributes, events = [] } = declaration;
        const properties = propertiesOf(name, members, read(sourceOf(module.path)));
        return {
          name,
          tagName,
          summary,
          properties,
          attributes: attributes.map((attribute) => attributeOf(attribute, properties, aliases)),
          events,
        };
      }),
  );
}

/** What a page may set. What a setter takes may be wider than what its getter gives, which the manifest does not say. */
function propertiesOf(name, members, source) {
  const setters = [...source.matchAll(/^ {2}set (\w+)\(\w+: (\w+)\)/gm)].map(([, key, type]) => [key, type]);
  const written = new Map(setters.map(([key, type]) => [key, `import('./index.js').${type}`]));
  return members
    .filter((member) => member.kind === 'field' && !member.privacy && !member.readonly && !member.static)
    .filter(({ name: key }) => !key.startsWith('#'))
    .map(({ name: key, description, type }) => ({
      key,
      description,
      type: written.get(key) ?? `${name}['${key}']`,
      isBoolean: type.text === 'boolean',
    }));
}

/**
 * A flag is true by being there; a choice between true and false is read as text. `values` is what may be written, where
 * that is a list.
 */
function attributeOf({ name, description, type, fieldName }, properties, aliases) {
  const property = properties.find(({ key }) => key === fieldName);
  const isBoolean = type.text === 'boolean';
  const text = aliases.get(type.text) ?? type.text;
  return {
    key: name,
    description,
    type: property ? property.type : type.text,
    isFlag: isBoolean && property !== undefined,
    isChoice: isBoolean && property === undefined,
    values: isBoolean ? ['true', 'false'] : [...text.matchAll(/'([\w-]+)'/g)].map(([, value]) => value),
  };
}

function unions(source) {
  return new Map([...source.matchAll(/^export type (\w+) = ('.*');$/gm)].map(([, name, text]) => [name, text]));
}

function sourceOf(built) {
  return built
    .replace(/^dist\/(?!inspector\/)/, 'src/')
    .replace(/^dist\//, '')
    .replace(/\.js$/, '.ts');
}

/** React and Preact leave an attribute out when it is `false`, so a choice has to be in words. */
function jsxTypes(tags) {
  const props = tags.map((tag) =>
    propsOf(tag, [...attributes(tag, 'boolean', "'true' | 'false'"), ...tag.properties, ...listeners(tag, same)]),
  );
  // On one line, for that is how far the comment above it reaches.
  const extended = (module, base) => {
    const elements = tags.map(({ name, tagName }) => `'${tagName}': ${base(name)} & ${name}Props`).join('; ');
    const types = `namespace JSX { interface IntrinsicElements { ${elements} } }`;
    return `// @ts-ignore: not each of them is installed.\ndeclare module '${module}' { ${types} }`;
  };
  return fileOf(tags, [
    ...props,
    extended('react', (name) => `import('react').DetailedHTMLProps<import('react').HTMLAttributes<${name}>, ${name}>`),
    extended('preact', (name) => `import('preact').HTMLAttributes<${name}>`),
  ]);
}

/** A React component: its listeners are named as React names them, and its ref is the element. */
function reactComponentTypes(tag) {
  const { name } = tag;
  const element = `${name}Element`;
  const events = listeners(tag, (key) => camel(key.replace('on', 'on-')));
  // React 18 writes an attribute that is `false` as "false", which a flag is not; the flag's property takes it.
  const props = propsOf(tag, [...attributes(tag, 'true', "'true' | 'false'"), ...tag.properties, ...events]);
  const base = `HTMLAttributes<${element}> & RefAttributes<${element}>`;
  const parts = [
    `import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';`,
    `import type { ${name} as ${element} } from '${ENTRIES[name]}';`,
    ATTRIBUTE,
    props.replaceAll(`${name}['`, `${element}['`).replaceAll(`currentTarget: ${name} `, `currentTarget: ${element} `),
    `/** ${tag.summary} */\nexport declare const ${name}: ForwardRefExoticComponent<${name}Props & ${base}>;`,
  ];
  // They lie a folder deeper.
  return `${parts.join('\n\n').replaceAll("'./", "'../")}\n`;
}

/** To Vue's checker `stop-secs` and `stopSecs` are one. */
function vueTypes(tags) {
  const props = tags.map((tag) => {
    const written = attributes(tag, 'boolean', "boolean | 'true' | 'false'");
    const named = written.map((attribute) => ({ ...attribute, key: camel(attribute.key) }));
    return propsOf(tag, [...named, ...tag.properties, ...listeners(tag, (name) => camel(name.replace('on', 'on-')))]);
  });
  const component = ({ name }) => `new () => ${name} & { $props: HTMLAttributes & ${name}Props }`;
  return fileOf(tags, [
    "import type { HTMLAttributes } from 'vue';",
    ...props,
    augmented('vue', 'GlobalComponents', tags, component),
  ]);
}

/** Svelte writes an attribute that is `false` as "false", which a flag is not; the flag's property takes it. */
function svelteTypes(tags) {
  const props = tags.map((tag) =>
    propsOf(tag, [
      ...attributes(tag, "true | ''", "boolean | 'true' | 'false'"),
      ...tag.properties,
      ...listeners(tag, same),
    ]),
  );
  const element = ({ name }) => `HTMLAttributes<${name}> & ${name}Props`;
  return fileOf(tags, [
    "import type { HTMLAttributes } from 'svelte/elements';",
    ...props,
    augmented('svelte/elements', 'SvelteHTMLElements', tags, element),
  ]);
}

/** VS Code's custom data, for plain HTML: `html.customData` in its settings. */
function vscodeData(tags) {
  return {
    version: 1.1,
    tags: tags.map(({ tagName, summary, attributes: all }) => ({
      name: tagName,
      description: summary,
      attributes: all.map(({ key, description, isFlag, values }) => ({
        name: key,
        description,
        ...(isFlag ? { valueSet: 'v' } : values.length > 0 && { values: values.map((name) => ({ name })) }),
      })),
    })),
  };
}

function attributes(tag, flag, choice) {
  const typeOf = ({ type, isFlag, isChoice }) => (isFlag ? flag : isChoice ? choice : `Attribute<${type}>`);
  return tag.attributes.map((attribute) => ({ ...attribute, type: typeOf(attribute) }));
}

function listeners(tag, named) {
  const typeOf = (name) => `(event: HTMLElementEventMap['${name}'] & { currentTarget: ${tag.name} }) => void`;
  return tag.events.map(({ name, description }) => ({ key: named(`on${name}`), description, type: typeOf(name) }));
}

/** What is an attribute and a property under one name may be either. */
function propsOf({ name }, entries) {
  const byKey = groupedByKey(entries);
  const lines = [...byKey].map(([key, same]) => {
    const types = [...new Set(same.map(({ type }) => type))];
    return `  /** ${same[0].description} */\n  '${key}'?: ${types.join(' | ')};`;
  });
  return `export interface ${name}Props {\n${lines.join('\n')}\n}`;
}

function augmented(module, map, tags, typeOf) {
  const lines = tags.map((tag) => `    '${tag.tagName}': ${typeOf(tag)};`);
  return `declare module '${module}' {\n  interface ${map} {\n${lines.join('\n')}\n  }\n}`;
}

function fileOf(tags, parts) {
  const imports = tags.map(({ name }) => `import type { ${name} } from '${ENTRIES[name]}';`);
  return `${[...imports, ATTRIBUTE, ...parts].join('\n\n')}\n`;
}

const same = (name) => name;
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

function groupedByKey(entries) {
  const byKey = new Map();
  for (const entry of entries) byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
  return byKey;
}
