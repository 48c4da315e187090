/** The analyzer names sources; who reads the manifest has only what is built. */
const builtPaths = {
  name: 'built-paths',
  packageLinkPhase({ customElementsManifest }) {
    rename(customElementsManifest);
  },
};

/** Every `path` and every `module` in the manifest is the path of a file. */
function rename(node) {
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'object' && value !== null) rename(value);
    else if (key === 'path' || key === 'module')
      node[key] = value.replace(/^\/?(?:src\/|(?=inspector\/))(.*)\.ts$/, 'dist/$1.js');
  }
}

export default {
  globs: ['src/element/avatar-ptt.ts', 'inspector/avatar-inspector.ts'],
  litelement: true,
  // Whoever analyzes into another folder must not make the package point there.
  packagejson: false,
  plugins: [builtPaths],
};
