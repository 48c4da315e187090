import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import type { Provider } from '../../../src/providers/provider.js';
import { codeOf } from '../../session/stand-ins.js';
import { StandInService } from './liveavatar-service.js';
import { backstage, silentTurn, type Backstage } from '../provider-contract.js';

const START = 'user.start_push_to_talk';
const STOP = 'user.stop_push_to_talk';
const END = { isDiscarded: false, endMs: Infinity };

describe('the window in which LiveAvatar listens', () => {
  let service: StandInService;
  let stage: Backstage;
  let provider: Provider;

  beforeEach(async () => {
    service = new StandInService();
    stage = backstage();
    provider = service.provider();
    await provider.connect(stage.context);
    service.come();
  });
  afterEach(async () => {
    stage.abort();
    await provider.disconnect();
    service.web.restore();
  });

  const commands = (): string[] =>
    service.room.sent
      .map(({ message }) => String(message['event_type']))
      .filter((type) => type.includes('push_to_talk'));
  const stopNames = (): Set<unknown> =>
    new Set(
      service.room.sent.filter(({ message }) => message['event_type'] === STOP).map((sent) => sent.message['event_id']),
    );
  const loseStops = (): (() => void) => {
    const does = service.does[STOP];
    service.does[STOP] = undefined;
    return () => (service.does[STOP] = does);
  };
  /** As the session does it: told twice, given up after. */
  const loseStopOf = async (turnId: number, isDiscarded = false): Promise<void> => {
    await provider.startTurn(turnId);
    const find = loseStops();
    const end = { ...END, isDiscarded };
    for (let i = 0; i < 2; i++) provider.stopTurn(turnId, end).catch(() => undefined);
    await aTimeout(0);
    find();
  };

  for (const isNaming of [true, false]) {
    for (const isDiscarded of [true, false]) {
      const which = `${isDiscarded ? 'taken back' : 'said'}, ${isNaming ? 'by name' : 'by order'}`;
      it(`is closed before the next start when its stop got lost: a turn that was ${which}`, async () => {
        service.isNaming = isNaming;
        await loseStopOf(1, isDiscarded);
        await silentTurn(provider, 2);
        await stage.completed(2);
        expect(commands()).to.deep.equal([START, STOP, STOP, STOP, START, STOP]);
        expect(stopNames(), 'one stop for each window').to.have.property('size', 2);
        expect(stage.typesOf(1), 'no answer to what was given up').to.deep.equal([]);
      });
    }
  }

  it('is closed when the service refused its stop', async () => {
    const { [STOP]: does } = service.does;
    service.does[STOP] = (source) => service.say('user.push_to_talk_stop_failed', { source });
    await provider.startTurn(1);
    for (let i = 0; i < 2; i++) expect(await codeOf(provider.stopTurn(1, END))).to.equal('stop-failed');
    service.does[STOP] = does;
    await silentTurn(provider, 2);
    await stage.completed(2);
    expect(stage.typesOf(1)).to.deep.equal([]);
  });

  it('is closed as soon as the service does so, also when nobody presses again', async () => {
    let refusals = 3;
    service.does[STOP] = (source) => {
      if (refusals-- > 0) service.say('user.push_to_talk_stop_failed', { source });
      else service.close(source);
    };
    await provider.startTurn(1);
    for (let i = 0; i < 2; i++) expect(await codeOf(provider.stopTurn(1, END))).to.equal('stop-failed');
    await waitUntil(() => !service.isOpen, undefined, { timeout: 5000 });
    expect(stopNames()).to.have.property('size', 1);
    await waitUntil(() => service.room.sent.at(-1)?.message['event_type'] === 'avatar.interrupt');
    expect(stage.typesOf(1)).to.deep.equal([]);
  });

  it('was closed by a stop that nobody confirmed, when the same one is refused after a cut line: nothing has failed', async () => {
    const { [STOP]: does } = service.does;
    service.does[STOP] = () => (service.isOpen = false);
    await provider.startTurn(1);
    const first = provider.stopTurn(1, END);
    await aTimeout(0);
    service.does[STOP] = does;
    await Promise.all([first, provider.stopTurn(1, END)]);
    await aTimeout(700);
    expect(commands(), 'and is not said again').to.deep.equal([START, STOP, STOP]);
  });

  it('is closed when its stop could not be sent', async () => {
    await provider.startTurn(1);
    service.room.sending = () => Promise.reject(new Error('No line.'));
    expect(await codeOf(provider.stopTurn(1, END))).to.equal('send-failed');
    service.room.sending = () => Promise.resolve();
    await silentTurn(provider, 2);
    await stage.completed(2);
  });

  it('is closed when the start of a turn that was given up has opened it after all', async () => {
    service.does[START] = () => (service.isOpen = true);
    const starting = codeOf(provider.startTurn(1));
    await aTimeout(0);
    service.does[START] = (source) => service.open(source);
    const find = loseStops();
    provider.stopTurn(1, { ...END, isDiscarded: true }).catch(() => undefined);
    expect(await starting).to.equal('not-acknowledged');
    await aTimeout(0);
    find();
    await silentTurn(provider, 2);
    await stage.completed(2);
  });

  it('was none when its start got lost: there is nothing to stop, and nothing has failed', async () => {
    const { [START]: does } = service.does;
    service.does[START] = undefined;
    const starting = codeOf(provider.startTurn(1));
    await aTimeout(0);
    await provider.stopTurn(1, { ...END, isDiscarded: true });
    expect(await starting).to.equal('not-acknowledged');
    service.does[START] = does;
    await silentTurn(provider, 2);
    await stage.completed(2);
    expect(commands()).to.deep.equal([START, STOP, START, STOP]);
  });

  it('is closed once, and the start said once more, when one is open that nobody knows', async () => {
    service.isOpen = true;
    await silentTurn(provider, 1);
    await stage.completed(1);
    expect(commands()).to.deep.equal([START, STOP, START, STOP]);
    expect(stopNames()).to.have.property('size', 2);
    const names = service.room.sent.map(({ message }) => message['event_id']);
    expect(names[0], 'a late word on the first is none on the second').to.not.equal(names[2]);
  });

  it('is given up when the service refuses a second time', async () => {
    service.does[START] = (source) => service.say('user.push_to_talk_start_failed', { source });
    expect(await codeOf(provider.startTurn(1))).to.equal('start-failed');
    expect(commands()).to.deep.equal([START, STOP, START]);
    service.does[START] = (source) => service.open(source);
    await silentTurn(provider, 2);
    expect(commands(), 'nothing is open, so nothing is closed').to.deep.equal([START, STOP, START, START, STOP]);
  });

  it('waits no longer than a second for a stop that is lost again, and asks all the same', async () => {
    await loseStopOf(1);
    loseStops();
    service.isOpen = false;
    await provider.startTurn(2);
    expect(commands().slice(-2)).to.deep.equal([STOP, START]);
  });

  it('is not opened for a turn that was given up meanwhile', async () => {
    await loseStopOf(1);
    const find = loseStops();
    const starting = codeOf(provider.startTurn(2));
    await aTimeout(0);
    provider.stopTurn(2, { ...END, isDiscarded: true }).catch(() => undefined);
    expect(await starting).to.equal('aborted');
    expect(commands().filter((type) => type === START)).to.have.length(1);
    find();
    await silentTurn(provider, 3);
    await stage.completed(3);
  });

  it('lets an interruption between the stop and its confirmation count', async () => {
    const { [STOP]: does } = service.does;
    service.does[STOP] = undefined;
    await provider.startTurn(1);
    const stopping = provider.stopTurn(1, END);
    await aTimeout(0);
    await provider.interrupt?.();
    does?.(String(service.room.sent.find(({ message }) => message['event_type'] === STOP)?.message['event_id']));
    await stopping;
    await aTimeout(80);
    expect(stage.typesOf(1)).to.deep.equal([]);
    service.does[STOP] = does;
    await silentTurn(provider, 2);
    await stage.completed(2);
  });

  it('does not make an interruption of what is over one of what comes next', async () => {
    await silentTurn(provider, 1);
    await stage.completed(1);
    await provider.interrupt?.();
    service.isNaming = false;
    await silentTurn(provider, 2);
    await waitUntil(() => stage.typesOf(2).includes('avatar-speech-started'));
    await stage.completed(2);
  });
});
