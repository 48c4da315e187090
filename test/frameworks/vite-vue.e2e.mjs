import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-vue', 'Vite, Vue', { types: 'npx vue-tsc --pretty false' });
