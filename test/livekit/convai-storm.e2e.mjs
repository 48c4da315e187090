// Convai through the tag, where no service and no person behaves.
import { describeStorm } from './storm.mjs';

describeStorm('convai');
