import { testViteExample } from './vite-examples.mjs';

testViteExample('vite-react', 'Vite, React', {
  app: { isStrict: true },
  types: 'npx tsc --pretty false',
});
