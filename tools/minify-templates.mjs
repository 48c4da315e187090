// Lit's templates are text to a minifier, so their indentation would travel to every visitor.
import { transform } from 'esbuild';
import MagicString from 'magic-string';

/** For rollup: styles are minified by esbuild, and a line break in a template becomes one space. */
export function minifyTemplates() {
  return {
    name: 'minify-templates',
    async transform(code, id) {
      if (!/\/(src\/element|inspector)\//.test(id)) return null;
      const text = new MagicString(code);
      for (const { tag, quasi } of templatesIn(this.parse(code))) {
        for (const { start, end } of quasi.quasis) {
          const part = code.slice(start, end);
          if (part) text.update(start, end, await smaller(tag.name, part, quasi.quasis.length === 1));
        }
      }
      return { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) };
    },
  };
}

async function smaller(tag, part, isWhole) {
  if (tag !== 'css') return part.replace(/\n\s+/g, ' ');
  // Part of a style sheet need not be one itself.
  return isWhole && !part.includes('\\') ? (await transform(part, { loader: 'css', minify: true })).code.trim() : part;
}

/** Every template of Lit's in the tree, and in the templates within. */
function* templatesIn(node) {
  if (node.type === 'TaggedTemplateExpression' && ['html', 'svg', 'css'].includes(node.tag.name)) yield node;
  for (const child of Object.values(node).flat()) if (typeof child?.type === 'string') yield* templatesIn(child);
}
