import { describeFaults } from './faults.mjs';

describeFaults('convai');
