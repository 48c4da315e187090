import { describeOutages } from './outages.mjs';

describeOutages('convai');
