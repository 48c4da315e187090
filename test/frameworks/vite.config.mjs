// One application at a time: `vite build --mode <its folder in apps/>`.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const plugins = {
  vue: () => vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('avatar-') } } }),
  svelte: () => svelte(),
};

export default defineConfig(({ mode: app }) => ({
  root: `apps/${app}`,
  base: './',
  build: { outDir: `../../site/${app}`, emptyOutDir: true, chunkSizeWarningLimit: 1000 },
  plugins: [plugins[app]?.()],
  // React checks effects by running them twice, but only in its development build.
  define: app === 'react' ? { 'process.env.NODE_ENV': '"development"' } : {},
  esbuild: { jsx: 'automatic', jsxImportSource: app },
  logLevel: 'warn',
}));
