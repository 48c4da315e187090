// Lit's templates are text to a minifier, so their indentation would travel to every visitor.
import { transform } from 'esbuild';

const css = /\bcss`([^`\\$]*)`/g;
const html = /\b(html|svg)`/;

/** For rollup: styles are minified by esbuild, and a line break in a template becomes one space. */
export function minifyTemplates() {
  return {
    name: 'minify-templates',
    async transform(code, id) {
      if (!/\/(src\/element|inspector)\//.test(id)) return null;
      // Without comments and indentation, the only line breaks left in a source are those in its templates.
      const { code: bare } = await transform(code, { minifyWhitespace: true, legalComments: 'none' });
      const styles = await Promise.all(
        Array.from(
          bare.matchAll(css),
          async ([, text]) => (await transform(text, { loader: 'css', minify: true })).code,
        ),
      );
      const minified = bare.replace(css, () => `css\`${styles.shift().trim()}\``);
      return { code: html.test(minified) ? minified.replace(/\n\s+(?=[<$a-z@.?>/])/g, ' ') : minified, map: null };
    },
  };
}
