// Lit's templates are text to a minifier, so their indentation would travel to every visitor.
import { transform } from 'esbuild';

const css = /\bcss`([^`\\$]*)`/g;
const html = /\b(html|svg)`/;

/** For rollup: styles are minified by esbuild, and a line break in a template becomes one space. */
export function minifyTemplates() {
  return {
    name: 'minify-templates',
    async transform(code, id) {
      if (!id.includes('/src/element/')) return null;
      const styles = await Promise.all(
        Array.from(
          code.matchAll(css),
          async ([, text]) => (await transform(text, { loader: 'css', minify: true })).code,
        ),
      );
      const minified = code.replace(css, () => `css\`${styles.shift().trim()}\``);
      return { code: html.test(minified) ? minified.replace(/\n\s+(?=[<$a-z@.?>/])/g, ' ') : minified, map: null };
    },
  };
}
