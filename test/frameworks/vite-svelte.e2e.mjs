import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-svelte', 'Vite, Svelte', { types: 'npm run check -- --output machine' });
