import { expect } from '@open-wc/testing';
import * as livekit from 'livekit-client';
import { abortedError } from '../../../src/providers/cloud/bounded.js';
import { joinError, lateError } from '../../../src/providers/cloud/room-errors.js';

const { ConnectionError } = livekit;
// What the library says when no pair of addresses works within its time.
const noPair = ConnectionError.internal('could not establish pc connection');

// That a real room answers and lets nothing through is tried in test/livekit.
describe('joinError', () => {
  for (const [thrown, isAnswered, code] of [
    [noPair, true, 'media-blocked'],
    [ConnectionError.timeout('Late.'), true, 'media-blocked'],
    [lateError(), true, 'media-blocked'],
    [lateError(), false, 'connect-timeout'],
    [abortedError(), true, 'aborted'],
    [noPair, false, 'room-unreachable'],
    [ConnectionError.serverUnreachable('No.'), false, 'room-unreachable'],
    [ConnectionError.websocket('No.'), true, 'room-unreachable'],
    [ConnectionError.notAllowed('No.', 401), false, 'room-refused'],
    [new Error('wss://room.test/?token=a-secret-token'), true, 'room-unreachable'],
  ] as const) {
    it(`is ${code} for "${thrown.message}" from a room that ${isAnswered ? 'answered' : 'did not answer'}`, () => {
      const error = joinError(livekit, thrown, { url: 'wss://room.test/a-secret', isAnswered });
      expect(error.code).to.equal(code);
      expect(error.message).to.not.contain('a-secret');
      if (code === 'media-blocked') expect(error.message).to.contain('TURN over TLS (TCP 443)');
      if (code === 'room-unreachable') expect(error.message).to.contain('room.test could not be reached');
    });
  }
});
