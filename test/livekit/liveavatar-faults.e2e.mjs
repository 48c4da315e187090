import { describeFaults } from './faults.mjs';

describeFaults('liveavatar');
