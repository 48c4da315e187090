import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BASE, testExample } from './example-test.mjs';

testExample('angular', {
  tool: 'Angular CLI',
  version: '@angular/cli',
  app: {},
  types: 'npx ngc -p tsconfig.app.json --noEmit',
  production: { build: `npm run build -- --base-href ${BASE}`, output: 'dist/talk/browser' },
  development: { start: (port) => `npm run dev -- --port ${port}` },
  // Its development server takes the base path from this file only.
  overlay: (copy) => {
    const config = JSON.parse(readFileSync(path.join(copy, 'angular.json'), 'utf8'));
    config.projects.talk.architect.build.options.baseHref = BASE;
    return { 'angular.json': JSON.stringify(config) };
  },
});
