import { describeLateness } from './lateness.mjs';

describeLateness('convai');
