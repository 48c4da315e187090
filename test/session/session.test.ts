import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../src/core/error.js';
import { Stage, codeOf, later, settled } from './stand-ins.js';

describe('ConversationSession: the loop', () => {
  it('gives each event one record, numbered without gaps, with the state after it and its effects', async () => {
    const stage = await new Stage().joined();
    const { session, records } = stage;
    session.press();
    await settled();
    expect(records.map(({ seq }) => seq)).to.deep.equal(records.map((_, i) => i + 1));
    const press = records.find(({ event }) => event.type === 'press')!;
    expect(press.state.phase).to.equal('starting');
    expect(press.effects.map(({ type }) => type)).to.deep.equal([
      'set-server-stt',
      'open-gate',
      'start-turn',
      'announce',
    ]);
    expect(records.at(-1)!.state).to.equal(session.state);
  });

  it('stamps an event with the present unless it carries its own moment', () => {
    const { session, records, clock } = new Stage();
    clock.at = 77;
    session.send({ type: 'tick' });
    session.press('pointer', 42);
    expect(records.map(({ at }) => at)).to.deep.equal([77, 42]);
  });

  it('tells every listener of one record after the other, also when one of them sends the next event', () => {
    const { session } = new Stage();
    const first: string[] = [];
    const second: string[] = [];
    session.subscribe(({ event, seq }) => {
      first.push(`${seq} ${event.type}`);
      if (event.type === 'press') session.send({ type: 'tick' });
    });
    session.subscribe(({ event, seq }) => second.push(`${seq} ${event.type}`));
    session.send({ type: 'press', source: 'app' });
    expect(first).to.deep.equal(['1 press', '2 tick']);
    expect(second).to.deep.equal(first);
  });

  it('decides an event at once, so that a listener who sends one sees its state', () => {
    const { session } = new Stage();
    let mode = '';
    session.subscribe(({ event }) => {
      if (event.type === 'tick') mode = session.setTurnTaking({ mode: 'hands-free' }).mode;
    });
    session.send({ type: 'tick' });
    expect(mode).to.equal('hands-free');
  });

  it('goes on when a listener throws, and reports the mistake to the page', () => {
    const { session } = new Stage();
    const reported: unknown[] = [];
    const report = globalThis.reportError;
    globalThis.reportError = (error) => reported.push(error);
    const heard: string[] = [];
    try {
      session.subscribe(() => {
        throw new Error('mine');
      });
      session.subscribe(({ event }) => heard.push(event.type));
      session.send({ type: 'tick' });
      session.send({ type: 'interrupt' });
    } finally {
      globalThis.reportError = report;
    }
    expect(heard).to.deep.equal(['tick', 'interrupt']);
    expect(reported.map(String)).to.deep.equal(['Error: mine', 'Error: mine']);
  });

  it('stops telling when asked, by the signal or by the function, also from within', () => {
    const { session } = new Stage();
    const abort = new AbortController();
    const heard: string[] = [];
    session.subscribe(() => heard.push('signal'), { signal: abort.signal });
    const stop = session.subscribe(() => {
      heard.push('function');
      stop();
    });
    session.subscribe(() => heard.push('never'), { signal: AbortSignal.abort() });
    session.send({ type: 'tick' });
    abort.abort();
    session.send({ type: 'tick' });
    expect(heard).to.deep.equal(['signal', 'function']);
  });

  it('keeps a log of the newest records and counts the others', () => {
    const { session } = new Stage({}, { logLimit: 2 });
    for (let i = 0; i < 5; i++) session.send({ type: 'tick' });
    expect([session.log.length, session.log.dropped]).to.deep.equal([2, 3]);
    expect(Array.from(session.log, ({ seq }) => seq)).to.deep.equal([4, 5]);
  });

  it('does what was decided in its order, and the gate first when a press is lost', async () => {
    const { session, audio, provider } = await new Stage().joined();
    provider.calls.length = audio.orders.length = 0;
    session.press();
    await settled();
    session.send({ type: 'drop', reason: 'hidden' });
    expect(audio.orders).to.deep.equal(['open 1', 'flow 1', 'close 1']);
    await settled();
    expect(provider.calls).to.deep.equal(['stt on', 'start 1', 'stop 1', 'stt off']);
  });

  it('closes the gate at once, whatever the backend does', async () => {
    const { session, audio, provider } = await new Stage().joined();
    const never = (): Promise<void> => new Promise(() => {});
    Object.assign(provider.outcomes, { startTurn: never, stopTurn: never, setServerStt: never });
    session.press();
    expect(audio.meter.isGateOpen).to.be.true;
    session.release();
    expect(audio.meter.isGateOpen).to.be.false;
  });
});

describe('ConversationSession: settings', () => {
  it('applies nothing of a change with a wrong value', () => {
    const { session, records } = new Stage();
    const before = session.state.options;
    const patch = { pushToTalkPolicy: { releaseTailMs: 10, preRollMs: -1 } };
    expect(() => session.setTurnTaking(patch)).to.throw(AvatarPttError, /preRollMs/);
    expect(session.state.options).to.equal(before);
    expect(records).to.deep.equal([]);
  });

  it('refuses wrong options at once, and names them', () => {
    expect(() => new Stage({ customTurnDetection: { stopSecs: NaN } })).to.throw(AvatarPttError, /stopSecs/);
    expect(() => new Stage({}, { logLimit: 0 })).to.throw(AvatarPttError, /logLimit/);
  });

  it('switches the mode of a live session by an option too', async () => {
    const { session, provider } = await new Stage().joined();
    session.setTurnTaking({ mode: 'hands-free' });
    expect(session.state.mode).to.equal('hands-free');
    await settled();
    expect(provider.calls).to.include('hands-free');
  });
});

describe('ConversationSession: what waits on the outside', () => {
  it('resolves a mode switch once the backend has taken it', async () => {
    const { session, provider } = await new Stage().joined();
    const { promise, resolve } = later();
    provider.outcomes.setMode = () => promise;
    let isDone = false;
    const switching = session.setMode('hands-free').then(() => (isDone = true));
    await settled();
    expect(isDone).to.be.false;
    resolve();
    await switching;
    expect(session.state.modeChange).to.be.null;
  });

  it('rejects a mode switch that the backend refuses, or never confirms, with the reason', async () => {
    const { session, provider, clock } = await new Stage().joined();
    provider.outcomes.setMode = () => Promise.reject(new AvatarPttError('no-such-mode', 'No.'));
    expect(await codeOf(session.setMode('hands-free'))).to.equal('no-such-mode');
    provider.outcomes.setMode = () => new Promise(() => {});
    const switching = codeOf(session.setMode('hands-free'));
    await settled();
    clock.pass(60_000);
    expect(await switching).to.equal('mode-timeout');
  });

  it('rejects a mode switch while not connected, and one that is not a mode', async () => {
    const { session } = new Stage();
    expect(await codeOf(session.setMode('hands-free'))).to.equal('not-connected');
    // @ts-expect-error What a page without types may do.
    expect(await codeOf(session.setMode('shouting'))).to.equal('invalid-option');
  });

  it('rejects text while the person is heard', async () => {
    const stage = new Stage();
    await stage.joined();
    stage.session.press('app');
    expect(await codeOf(stage.session.sendText('Hello.'))).to.equal('text-during-turn');
    expect([...stage.session.log].map(({ event }) => event.type)).not.to.include('send-text');
  });

  it('refuses text while the person is heard also as an event', async () => {
    const stage = new Stage();
    const sent: string[] = [];
    Object.assign(stage.provider, { sendText: (text: string) => void sent.push(text) });
    await stage.joined();
    stage.session.press('app');
    stage.session.send({ type: 'send-text', text: 'Hello.' });
    const [effect] = [...stage.session.log].at(-1)?.effects ?? [];
    expect(effect).to.have.nested.property('notice.code', 'text-during-turn');
    expect(sent).to.deep.equal([]);
  });

  it('rejects text for an avatar that does not read, or is not there', async () => {
    const stage = new Stage();
    expect(await codeOf(stage.session.sendText('Hello.'))).to.equal('text-unavailable');
    Object.assign(stage.provider, { sendText: undefined });
    await stage.joined();
    expect(await codeOf(stage.session.sendText('Hello.'))).to.equal('text-unavailable');
  });

  it('says whether a press was taken', async () => {
    const stage = new Stage();
    expect(stage.session.press()).to.be.false;
    await stage.joined();
    expect(stage.session.press()).to.be.true;
    stage.session.release();
    expect(stage.session.press()).to.be.false;
  });

  it('tells of a press what became of it, and not of one that somebody makes who is told of it', async () => {
    const { session } = await new Stage().joined();
    const inner: boolean[] = [];
    const stop = session.subscribe(({ event }) => {
      if (event.type !== 'press' || inner.length > 0) return;
      session.release('pointer');
      session.send({ type: 'avatar-gone' });
      inner.push(session.press('click'));
    });
    expect(session.press('pointer')).to.be.true;
    expect(inner).to.deep.equal([false]);
    stop();
  });

  it('promise 32: unlocks the sound with the next press when the browser holds it back', async () => {
    const { session, audio } = await new Stage().joined();
    audio.listener.send({ type: 'playback-blocked' });
    expect(session.isPlaybackBlocked).to.be.true;
    session.press();
    expect(audio.orders).to.include('unlock');
    audio.listener.send({ type: 'playback-unlocked' });
    expect(session.isPlaybackBlocked).to.be.false;
  });

  it('promise 28: gives a late transcript to the turn that it belongs to', async () => {
    const stage = await new Stage({ pushToTalkPolicy: { releaseTailMs: 1000 } }).joined();
    const { session, provider } = stage;
    session.press();
    await settled();
    session.release();
    await settled();
    session.interrupt();
    session.press();
    await settled();
    session.release();
    await settled();
    provider.context!.emit({ type: 'transcript', role: 'user', text: 'late', final: true, turnId: 1 });
    expect(session.state.turn?.window?.kind).to.equal('transcript');
    provider.context!.emit({ type: 'transcript', role: 'user', text: 'now', final: true, turnId: 2 });
    expect(session.state.turn).to.be.null;
  });
});

describe('promise 4: the last word cut on release', () => {
  it('keeps the gate open while the person still speaks, closes it when they stop, and takes a press as going on', async () => {
    const { session, audio, provider } = await new Stage().joined();
    session.press();
    await settled();
    audio.listener.send({ type: 'voice-activity', isActive: true });
    session.release();
    expect(audio.meter.isGateOpen).to.be.true;
    session.press();
    expect(session.state.phase).to.equal('capturing');
    session.release();
    audio.listener.send({ type: 'voice-activity', isActive: false });
    expect(audio.meter.isGateOpen).to.be.false;
    await settled();
    expect(provider.calls.filter((call) => /^st(art|op)/.test(call))).to.deep.equal(['start 1', 'stop 1']);
  });
});

describe('promise 8: false barge-in', () => {
  it('ducks the avatar first, and brings it back when it was only a cough', async () => {
    const { session, audio, provider } = await new Stage({
      mode: 'hands-free',
      bargeIn: { clientDetection: 'silero' },
    }).joined();
    provider.context!.emit({ type: 'avatar-speech-started' });
    session.send({ type: 'speech-started', onsetMs: 0 });
    session.send({ type: 'speech-ended', endMs: 200 });
    expect(audio.orders).to.deep.equal(['duck', 'unduck']);
    expect(session.state.isAvatarSpeaking).to.be.true;
  });
});

describe('promise 27: turns that are empty or too short', () => {
  it('discards a tap with its reason, and commits a held press exactly once', async () => {
    const stage = await new Stage({ pushToTalkPolicy: { releaseTailMs: 0 } }, { pressPolicy: { tapMs: 400 } }).joined();
    const { session, clock, provider } = stage;
    session.press('pointer');
    await settled();
    session.release('pointer');
    await settled();
    session.press('pointer');
    await settled();
    clock.pass(500);
    session.release('pointer');
    session.release('pointer');
    await settled();
    expect(provider.calls.filter((call) => call.startsWith('stop'))).to.deep.equal(['stop 1 discarded', 'stop 2']);
    expect(stage.told()).to.include('turn-discarded tap');
  });
});
