import { aTimeout, expect } from '@open-wc/testing';
import { sessionSource } from '../../src/element/session-source.js';
import { StandInProvider } from '../session/stand-ins.js';
import { conversing, placed, restore, sessions, standIn } from './conversing.js';

const open = (): string[] =>
  sessions.filter(({ state }) => state.connection !== 'disconnected').map(({ state }) => state.connection);

describe('Conversation, left while it connects', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('stays left when it is left in the same task', async () => {
    const { element, session } = await conversing();
    await element.disconnect();
    const connecting = element.connect().catch((error: unknown) => error);
    await element.disconnect();
    expect(await connecting).to.include({ code: 'cancelled' });
    expect(element.connectionState).to.equal('disconnected');
    expect(session.sentOf('connect')).to.have.length(1);
  });

  it('stays left when the backend before it takes its time to leave', async () => {
    const { element, session } = await conversing();
    await element.disconnect();
    let leave = (): void => undefined;
    session.close = () => new Promise((resolve) => (leave = resolve));
    element.provider = new StandInProvider();
    await element.updateComplete;
    const connecting = element.connect().catch((error: unknown) => error);
    await aTimeout(0);
    expect(element.connectionState).to.equal('connecting');
    element.remove();
    await aTimeout(10);
    leave();
    expect(await connecting).to.include({ code: 'cancelled' });
    expect(element.connectionState).to.equal('disconnected');
    expect(sessions).to.have.length(1);
  });

  it('ends as it was asked for last, however often that changes', async () => {
    const element = await placed();
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i < 30; i++) {
      asked.push(element.connect().catch(() => undefined));
      asked.push(element.disconnect());
    }
    await Promise.all(asked);
    expect(element.connectionState).to.equal('disconnected');
    expect(open()).to.deep.equal([]);
    await element.connect();
    expect(element.connectionState).to.equal('connected');
  });

  it('lets an attempt that was given up cancel none after it', async () => {
    const { load } = sessionSource;
    let give = (): void => undefined;
    const given = new Promise<void>((resolve) => (give = resolve));
    sessionSource.load = () => given.then(() => load());
    const element = await placed();
    const first = element.connect().catch((error: unknown) => error);
    await element.disconnect();
    const second = element.connect();
    give();
    expect(await first).to.include({ code: 'cancelled' });
    const third = element.connect();
    await Promise.all([second, third]);
    expect(element.connectionState).to.equal('connected');
    expect(sessions).to.have.length(1);
    await element.disconnect();
    sessionSource.load = load;
  });

  it('takes what is set while it connects for the connection after', async () => {
    const { load } = sessionSource;
    let give = (): void => undefined;
    const given = new Promise<void>((resolve) => (give = resolve));
    const element = await placed();
    element.provider = new StandInProvider();
    await element.updateComplete;
    sessionSource.load = async () => {
      const parts = await load();
      return { ...parts, loadProvider: () => given.then(() => new StandInProvider()) };
    };
    element.provider = 'slow';
    await element.updateComplete;
    const connecting = element.connect();
    await aTimeout(0);
    element.provider = new StandInProvider();
    await element.updateComplete;
    give();
    await connecting;
    await element.disconnect();
    await element.connect();
    expect(sessions).to.have.length(2);
  });
});
