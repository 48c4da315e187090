import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../../src/core/error.js';
import { Acknowledgements } from '../../../src/providers/cloud/acknowledgements.js';
import { codeOf } from '../../session/stand-ins.js';

const sent = (): Promise<void> => Promise.resolve();
const failed = new AvatarPttError('start-failed', 'No.');

describe('Acknowledgements', () => {
  let giveUp: AbortController;
  let acks: Acknowledgements;
  beforeEach(() => {
    giveUp = new AbortController();
    acks = new Acknowledgements(giveUp.signal);
  });
  afterEach(() => giveUp.abort());

  it('settles the oldest of its kind when the answer names none', async () => {
    const [first, other, second] = [
      acks.ask('start', 'a', sent),
      acks.ask('stop', 'b', sent),
      acks.ask('start', 'c', sent),
    ];
    expect(acks.settle('start')).to.equal('a');
    expect(acks.settle('start', '', failed)).to.equal('c');
    expect(acks.settle('start')).to.equal(null);
    expect(acks.settle('stop')).to.equal('b');
    await Promise.all([first, other]);
    expect(await codeOf(second)).to.equal('start-failed');
  });

  it('settles the one that is named, and takes names that mean nothing for no names until one has meant something', async () => {
    const all = [acks.ask('start', 'a', sent), acks.ask('start', 'b', sent), acks.ask('start', 'c', sent)];
    expect(acks.settle('start', 'foreign')).to.equal('a');
    expect(acks.settle('start', 'c')).to.equal('c');
    expect(acks.settle('start', 'foreign')).to.equal(null);
    expect(acks.settle('start', 'b')).to.equal('b');
    await Promise.all(all);
  });

  it('confirms and forgets exactly the one that is meant', async () => {
    const [kept, gone] = [acks.ask('stop', 'a', sent), acks.ask('stop', 'b', sent)];
    acks.forget('stop', 'b');
    expect(await codeOf(gone)).to.equal('not-acknowledged');
    expect(acks.confirm('stop', 'b')).to.be.false;
    expect(acks.confirm('stop', 'a')).to.be.true;
    await kept;
  });

  it('fails what could not be sent', async () => {
    const error = new AvatarPttError('send-failed', 'No line.');
    expect(await codeOf(acks.ask('start', 'a', () => Promise.reject(error)))).to.equal('send-failed');
    expect(acks.settle('start')).to.equal(null);
  });

  it('waits no longer than it was told to', async () => {
    const hasty = new Acknowledgements(giveUp.signal, 10);
    expect(await codeOf(hasty.ask('start', 'a', sent))).to.equal('not-acknowledged');
  });

  it('ends every wait with its connection', async () => {
    const waits = [acks.ask('start', 'a', sent), acks.ask('stop', 'b', sent)];
    giveUp.abort();
    expect(await Promise.all(waits.map(codeOf))).to.deep.equal(['aborted', 'aborted']);
    expect(await codeOf(acks.ask('start', 'c', sent))).to.equal('aborted');
  });
});
