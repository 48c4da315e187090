// `import code from 'thread:./capture.worklet.ts'` gives the compiled code of another thread, a worklet's or a worker's.
// For bundlers as text, which travels in any bundle and becomes a Blob; a file of its own is lost by those that do not
// know worklets. For script tags as a file beside the others: no policy that lets the script in keeps it out.
import path from 'node:path';
import { build } from 'esbuild';

const scheme = 'thread:';

/** Compiles one thread's code with all it imports into a classic script; also names the files that went into it. */
async function compile(file) {
  const { outputFiles, metafile } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    // A classic script has no address of its own that its code could read, and none of it runs in Node.
    define: { 'import.meta.url': 'self.location.href' },
    external: ['module', 'worker_threads'],
  });
  return { code: outputFiles[0].text.trim(), files: Object.keys(metafile.inputs) };
}

const asModule = (code) => `export default ${JSON.stringify(code)};`;

/** For rollup; `isFile`: the import gives an address. */
export function threadRollup({ isFile = false } = {}) {
  const suffix = '-code.js';
  return {
    name: 'thread',
    resolveId(source, importer) {
      if (!source.startsWith(scheme)) return null;
      // The name ends otherwise than the file's, or preserveModules would rename one of the two.
      return path.resolve(path.dirname(importer), source.slice(scheme.length)).replace(/\.ts$/, suffix);
    },
    async load(id) {
      if (!/\.work(let|er)-code\.js$/.test(id)) return null;
      const { code, files } = await compile(id.replace(suffix, '.ts'));
      for (const file of files) this.addWatchFile(path.resolve(file));
      const name = path.basename(id).replace(suffix, '.js');
      if (isFile) {
        const file = this.emitFile({ type: 'asset', name, source: code });
        return `export default new URL(import.meta.ROLLUP_FILE_URL_${file});`;
      }
      // The same as a file, for pages whose policy forbids Blobs.
      this.emitFile({ type: 'asset', fileName: name, source: code });
      return asModule(code);
    },
  };
}

/** For esbuild, as text too. */
export function threadEsbuild() {
  return {
    name: 'thread',
    setup(build) {
      build.onResolve({ filter: /^thread:/ }, ({ path: source, resolveDir }) => ({
        path: path.resolve(resolveDir, source.slice(scheme.length)),
        namespace: 'thread',
      }));
      build.onLoad({ filter: /./, namespace: 'thread' }, async ({ path: file }) => ({
        contents: asModule((await compile(file)).code),
      }));
    },
  };
}

/** For @web/dev-server and @web/test-runner; their adapter for rollup plugins refuses a scheme of one's own. */
export function threadDevServer() {
  const query = 'thread-code';
  let rootDir;
  return {
    name: 'thread',
    serverStart({ config }) {
      rootDir = config.rootDir;
    },
    resolveImport({ source, context }) {
      if (!source.startsWith(scheme)) return undefined;
      return `${path.posix.join(path.posix.dirname(context.path), source.slice(scheme.length))}?${query}`;
    },
    async serve(context) {
      if (!(query in context.query)) return undefined;
      const { code } = await compile(path.join(rootDir, context.path));
      return { body: asModule(code), type: 'js' };
    },
  };
}
