import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../src/core/error.js';
import type { SessionInput } from '../../src/session/session-types.js';
import { Wire } from '../../src/session/wire.js';
import { StandInProvider, later, settled } from './stand-ins.js';

function wired(): { provider: StandInProvider; wire: Wire; events: SessionInput[]; abort: AbortController } {
  const provider = new StandInProvider();
  const events: SessionInput[] = [];
  const abort = new AbortController();
  const wire = new Wire(provider, (event) => events.push(event), abort.signal);
  return { provider, wire, events, abort };
}

const drained = Promise.resolve(500);

describe('Wire', () => {
  it('keeps the order of one turn: speech-to-text on, start, stop, speech-to-text off', async () => {
    const { provider, wire, events } = wired();
    wire.setServerStt(true, 1);
    wire.startTurn(1);
    wire.stopTurn(1, false, drained);
    wire.setServerStt(false, 1);
    await settled();
    expect(provider.calls).to.deep.equal(['stt on', 'start 1', 'stop 1', 'stt off']);
    expect(events).to.deep.equal([
      { type: 'start-acknowledged', turnId: 1 },
      { type: 'stop-acknowledged', turnId: 1 },
    ]);
  });

  it('does not wait for the acknowledgement of one command to send the next', async () => {
    const { provider, wire } = wired();
    provider.outcomes.startTurn = () => new Promise(() => {});
    wire.startTurn(1);
    wire.setServerStt(false, 1);
    await settled();
    expect(provider.calls).to.deep.equal(['start 1', 'stt off']);
  });

  it('sends the stop only once the last sample has left, and everything after it later', async () => {
    const { provider, wire } = wired();
    const { promise, resolve } = later<number>();
    wire.stopTurn(1, false, promise);
    wire.setServerStt(false, 1);
    await settled();
    expect(provider.calls).to.deep.equal([]);
    resolve(500);
    await settled();
    expect(provider.calls).to.deep.equal(['stop 1', 'stt off']);
  });

  it('does not tell that speech-to-text could not be muted where it was asked for something else since', async () => {
    const { provider, wire, events } = wired();
    const first = later<undefined>();
    provider.outcomes.setServerStt = () => first.promise;
    wire.setServerStt(false, 1);
    await settled();
    provider.outcomes.setServerStt = () => Promise.resolve();
    wire.setServerStt(false, 1);
    await settled();
    first.reject(new AvatarPttError('not-acknowledged', 'No.'));
    await settled();
    expect(events).to.deep.equal([]);
  });

  it('tells each failure with its own code', async () => {
    const { provider, wire, events } = wired();
    const refused = (code: string) => () => Promise.reject(new AvatarPttError(code, 'No.'));
    provider.outcomes.startTurn = refused('start-refused');
    provider.outcomes.stopTurn = refused('stop-refused');
    provider.outcomes.setServerStt = refused('stt-refused');
    provider.outcomes.setMode = refused('mode-refused');
    wire.setServerStt(true, 1);
    wire.startTurn(1);
    wire.stopTurn(1, false, drained);
    wire.setServerStt(false, 1);
    await settled();
    provider.outcomes.setServerStt = () => Promise.resolve();
    wire.setMode('hands-free', true);
    wire.ask('send-text', () => Promise.reject(new AvatarPttError('text-refused', 'No.')));
    await settled();
    expect(events.map((event) => [event.type, 'code' in event && event.code])).to.have.deep.members([
      ['server-stt-failed', 'stt-refused'],
      ['start-failed', 'start-refused'],
      ['stop-failed', 'stop-refused'],
      ['effect-failed', 'stt-refused'],
      ['mode-failed', 'mode-refused'],
      ['effect-failed', 'text-refused'],
    ]);
  });

  it('takes a provider that throws, or rejects with something else, as a failure like any other', async () => {
    const { provider, wire, events } = wired();
    provider.outcomes.startTurn = () => {
      throw new TypeError('Not a function.');
    };
    provider.outcomes.stopTurn = () => Promise.reject(new RangeError('Too far.'));
    wire.startTurn(1);
    wire.stopTurn(1, false, drained);
    await settled();
    expect(events).to.have.deep.members([
      { type: 'start-failed', turnId: 1, code: 'provider-failed', message: 'Not a function.' },
      { type: 'stop-failed', turnId: 1, code: 'provider-failed', message: 'Too far.' },
    ]);
  });

  it('sends and tells nothing any more after the connection was given up', async () => {
    const { provider, wire, events, abort } = wired();
    const { promise, resolve } = later();
    provider.outcomes.startTurn = () => promise;
    wire.startTurn(1);
    await settled();
    wire.setServerStt(false, 1);
    abort.abort();
    resolve();
    await settled();
    expect(provider.calls).to.deep.equal(['start 1']);
    expect(events).to.deep.equal([]);
  });
});
