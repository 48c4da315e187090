// What editors need to know of the tags, made from custom-elements.json while the package is built, so it can't drift.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { jsxTypes, reactComponentTypes, svelteTypes, vscodeData, vueTypes } from './editor-files.mjs';
import { root } from './install.mjs';

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

/** What a page may set. What a setter takes may be wider than what its getter gives, which the manifest does not tell. */
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
