import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-react', 'Vite, React');
