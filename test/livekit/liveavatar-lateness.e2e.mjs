import { describeLateness } from './lateness.mjs';

describeLateness('liveavatar');
