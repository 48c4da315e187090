import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-svelte', 'Vite, Svelte');
