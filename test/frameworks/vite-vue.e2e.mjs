import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-vue', 'Vite, Vue');
