import { expect } from '@open-wc/testing';
import { CloudProvider, type CloudConnection } from '../../../src/providers/cloud/cloud-provider.js';
import { joinCloud } from '../../../src/providers/cloud/cloud-room.js';
import { liveavatarProvider } from '../../../src/providers/liveavatar.js';
import type { ProviderContext } from '../../../src/providers/provider.js';
import { codeOf } from '../../session/stand-ins.js';
import { backstage, type Backstage } from '../provider-contract.js';
import { StandInFetch, StandInRoom } from './stand-in-room.js';
import { VirtualTime } from '../virtual-time.js';

/** Opens when it is told to, and writes down what is done with it. */
class StandInConnection implements CloudConnection {
  readonly videoStream = null;
  readonly done: string[] = [];
  opening: Promise<void> = Promise.resolve();
  closing: Promise<void> = Promise.resolve();

  async open(): Promise<void> {
    this.done.push('open');
    await this.opening;
  }
  async close(): Promise<void> {
    this.done.push('close');
    await this.closing;
  }
  startTurn(): Promise<void> {
    this.done.push('start');
    return Promise.resolve();
  }
  stopTurn = (): Promise<void> => Promise.resolve();
  interrupt = (): Promise<void> => Promise.resolve();
  sendText = (): Promise<void> => Promise.resolve();
}

/** A promise and what ends it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe('CloudProvider', () => {
  let stage: Backstage;
  beforeEach(() => {
    stage = backstage();
  });
  afterEach(() => {
    stage.abort();
  });

  for (const [name, leave] of Object.entries({
    'left by disconnect()': (provider: CloudProvider) => provider.disconnect(),
    'given up': () => {
      stage.abort();
      return Promise.resolve();
    },
  })) {
    it(`opens nothing for a conversation that was ${name} while it was prepared`, async () => {
      const { passed, open } = gate();
      const connection = new StandInConnection();
      const provider = new CloudProvider('cloud', () => passed.then(() => connection));
      const connecting = codeOf(provider.connect(stage.context));
      await leave(provider);
      open();
      expect(await connecting).to.equal('aborted');
      expect(connection.done).to.not.include('open');
      expect(await codeOf(provider.startTurn(1))).to.equal('not-connected');
    });

    it(`closes a conversation that was ${name} while it opened`, async () => {
      const { passed, open } = gate();
      const connection = new StandInConnection();
      connection.opening = passed;
      const provider = new CloudProvider('cloud', () => Promise.resolve(connection));
      const connecting = codeOf(provider.connect(stage.context));
      await microtasks();
      await leave(provider);
      open();
      expect(await connecting).to.equal('aborted');
      expect(connection.done).to.include('close');
      expect(await codeOf(provider.startTurn(1))).to.equal('not-connected');
    });
  }

  it('stays with the newer of two connections, whichever is prepared first', async () => {
    const { passed, open } = gate();
    const [older, newer] = [new StandInConnection(), new StandInConnection()];
    const made = [passed.then(() => older), Promise.resolve(newer)];
    const provider = new CloudProvider('cloud', () => made.shift()!);
    const first = codeOf(provider.connect(stage.context));
    await provider.connect(stage.context);
    open();
    expect(await first).to.equal('aborted');
    await provider.startTurn(1);
    expect(older.done).to.not.include('open');
    expect(newer.done).to.deep.equal(['open', 'start']);
  });

  it('tells what it started to end, also when only disconnect() was called', async () => {
    let given: ProviderContext | undefined;
    const provider = new CloudProvider('cloud', (context) => {
      given = context;
      return Promise.resolve(new StandInConnection());
    });
    await provider.connect(stage.context);
    expect(given?.signal.aborted).to.equal(false);
    await provider.disconnect();
    expect(given?.signal.aborted).to.equal(true);
  });

  it('leaves a line that hangs within a bounded time', async () => {
    const connection = new StandInConnection();
    connection.closing = new Promise(() => {});
    const provider = new CloudProvider('cloud', () => Promise.resolve(connection));
    await provider.connect(stage.context);
    const time = new VirtualTime();
    let isLeft = false;
    void provider.disconnect().then(() => (isLeft = true));
    await time.pass();
    time.restore();
    expect(isLeft).to.equal(true);
  });
});

describe('joinCloud', () => {
  it('publishes nothing into a room that was left while the microphone opened', async () => {
    const stage = backstage();
    const room = new StandInRoom();
    const { passed, open } = gate();
    const microphoneTrack = (): Promise<MediaStreamTrack> => passed.then(() => stage.context.microphoneTrack());
    const address = { url: 'wss://room.test', token: 't' };
    const listener = { message: () => {}, isOurs: () => true, media: () => {} };
    const joining = codeOf(joinCloud(room.join, address, { ...stage.context, microphoneTrack }, listener));
    await microtasks();
    stage.abort();
    open();
    expect(await joining).to.equal('aborted');
    expect(room.tracks).to.deep.equal([]);
    expect(room.isLeft).to.equal(true);
  });
});

describe('LiveAvatar, left while it starts', () => {
  it('stops the session that has begun meanwhile, once', async () => {
    const stage = backstage();
    const web = new StandInFetch();
    const room = new StandInRoom();
    const data = { session_id: 's1', livekit_url: 'wss://room.test', livekit_client_token: 't' };
    web.answers = { '/v1/sessions/start': { body: { data } }, '/v1/sessions/stop': { body: { data: {} } } };
    const { passed, open } = gate();
    room.joining = () => passed;
    const provider = liveavatarProvider({ apiUrl: 'https://api.test', sessionToken: 'a-session-token' }, room.join);
    const connecting = codeOf(provider.connect(stage.context));
    while (room.requests.length === 0) await new Promise((resolve) => setTimeout(resolve));
    await provider.disconnect();
    open();
    expect(await connecting).to.equal('aborted');
    web.restore();
    expect(web.paths()).to.deep.equal(['/v1/sessions/start', '/v1/sessions/stop']);
    expect(room.isLeft).to.equal(true);
    expect(room.tracks).to.deep.equal([]);
  });
});
