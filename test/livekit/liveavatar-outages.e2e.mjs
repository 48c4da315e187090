import { describeOutages } from './outages.mjs';

describeOutages('liveavatar');
