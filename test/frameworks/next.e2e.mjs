import { testNextExample } from './next-examples.mjs';

testNextExample('Next, Turbopack');
