import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-preact', 'Vite, Preact', { types: 'npx tsc --pretty false' });
