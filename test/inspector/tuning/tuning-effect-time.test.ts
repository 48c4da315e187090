import { expect } from '@open-wc/testing';
import { TURN_TAKING_FIELDS, type PartialTurnTaking, type TurnState } from 'avatar-ptt/headless';
import { effectTimeOf } from '../../../inspector/tuning/in-force.js';
import { endpointFrame } from '../../../src/core/machine/endpoint-frame.js';
import { INITIAL_ENDPOINTING, type EndpointingEdge } from '../../../src/core/endpointing/endpointing.js';
import {
  avatar,
  handsFree,
  press,
  pushToTalk,
  release,
  run,
  settings,
  spoken,
  started,
  stopped,
  unjoined,
  type Run,
} from '../../core/run.js';

const capabilities = { serverStt: true, interrupt: true, sendText: true };

function change(state: TurnState, patch: PartialTurnTaking, at = 5000): Run {
  return run(state, settings(at, state, patch));
}

function reconnected(state: TurnState): TurnState {
  return run(
    state,
    { at: 6000, type: 'disconnect' },
    { at: 6001, type: 'connect' },
    { at: 6002, type: 'connected', capabilities },
  ).state;
}

describe('effectTimeOf', () => {
  it('says next connection for every setting while there is none', () => {
    const times = TURN_TAKING_FIELDS.map(({ path }) => [effectTimeOf(path, null), effectTimeOf(path, unjoined())]);
    expect(new Set(times.flat())).to.deep.equal(new Set(['next-connection']));
  });

  it('says live of the timeout and the fallback, and the lock that is there follows', () => {
    const locked = run(pushToTalk(), ...spoken(0, 1), avatar(1500, 'avatar-speech-started', 1)).state;
    const after = change(
      locked,
      { pushToTalkPolicy: { turnCompletionTimeoutMs: 9000, allowSpeechStoppedFallbackAfterSpeechStart: true } },
      1600,
    ).state.lock;
    expect(effectTimeOf('pushToTalkPolicy.turnCompletionTimeoutMs', locked)).to.equal('live');
    expect(effectTimeOf('pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart', locked)).to.equal('live');
    expect([after?.releasesAt, after?.waitingFor]).to.deep.equal([10_000, 'speech-stopped']);
  });

  it('says next connection of an end of turn that the service does not know to wait for', () => {
    const serviceTurn = { stopSecs: 2, preSpeechMs: 0, maxDurationSecs: 8 };
    const told = run(
      unjoined({ mode: 'hands-free', turnDetection: 'custom' }),
      { at: 0, type: 'connect' },
      { at: 1, type: 'connected', capabilities: { ...capabilities, serviceTurn } },
    ).state;
    const at = (stopSecs: number, maxDurationSecs: number) => {
      const state = change(told, { customTurnDetection: { stopSecs, maxDurationSecs } }, 100).state;
      return [
        effectTimeOf('customTurnDetection.stopSecs', state),
        effectTimeOf('customTurnDetection.maxDurationSecs', state),
      ];
    };
    expect(at(2, 8)).to.deep.equal(['live', 'live']);
    expect(at(1, 20)).to.deep.equal(['live', 'next-connection']);
    expect(at(3, 5)).to.deep.equal(['next-connection', 'live']);
  });

  it('says live of who may press, and a press that is held is taken', () => {
    const waiting = run(
      pushToTalk({ pushToTalkPolicy: { interruptBotOnPress: false } }),
      ...spoken(0, 1),
      press(1500),
    ).state;
    for (const rule of ['interruptBotOnPress', 'requireTurnCompletionBeforeNextPress'] as const) {
      const patch = { [rule]: rule === 'interruptBotOnPress' };
      expect(effectTimeOf(`pushToTalkPolicy.${rule}`, waiting)).to.equal('live');
      expect(change(waiting, { pushToTalkPolicy: patch }, 1600).state.turn?.id, rule).to.equal(2);
    }
  });

  it('says live of the tail and the switch of speech-to-text, and the turn that is there ends by them', () => {
    const speaking = run(pushToTalk(), press(0), started(10), { at: 20, type: 'voice-activity', isActive: true }).state;
    const after = change(speaking, { pushToTalkPolicy: { releaseTailMs: 0, enableServerSttToggle: false } }, 900);
    expect(effectTimeOf('pushToTalkPolicy.releaseTailMs', speaking)).to.equal('live');
    expect(effectTimeOf('pushToTalkPolicy.enableServerSttToggle', speaking)).to.equal('live');
    expect(run(after.state, release(1000)).wire).to.deep.equal(['close-gate 1', 'stop-turn 1']);
    expect(run(speaking, release(1000)).wire).to.deep.equal([]);
  });

  it('says live of the fade, and the next interruption has it', () => {
    const busy = run(pushToTalk(), avatar(10, 'avatar-speech-started')).state;
    const { state } = change(busy, { bargeIn: { fadeOutSecs: 0.2 } });
    expect(effectTimeOf('bargeIn.fadeOutSecs', busy)).to.equal('live');
    expect(run(state, { at: 5100, type: 'interrupt' }).wire).to.include('interrupt-avatar fade 0.2');
    const cut = change(busy, { bargeIn: { smoothInterruption: false } }).state;
    expect(run(cut, { at: 5100, type: 'interrupt' }).wire).to.include('interrupt-avatar fade 0');
  });

  const endings: readonly [string, PartialTurnTaking][] = [
    ['customTurnDetection.stopSecs', { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.3 } }],
    ['customTurnDetection.maxDurationSecs', { turnDetection: 'custom', customTurnDetection: { maxDurationSecs: 1 } }],
  ];
  for (const [path, patch] of endings) {
    it(`says live of ${path}, and the turn that is open ends by it`, () => {
      const turn = run(handsFree(), { at: 300, type: 'speech-started', onsetMs: 0 }, started(310), {
        at: 320,
        type: 'gate-opened',
        turnId: 1,
        startMs: 0,
      }).state;
      expect(effectTimeOf(path as 'vad.stopSecs', turn)).to.equal('live');
      const ends = (state: TurnState): number[] => turnEnds(state);
      expect(ends(turn)).to.deep.equal([]);
      expect(ends(change(turn, patch, 400).state)).to.have.lengthOf(1);
    });
  }

  it('says live of mode, detection and detector, and what listens follows', () => {
    const quick: PartialTurnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.3 } };
    const turn = run(handsFree(quick), { at: 300, type: 'speech-started', onsetMs: 0 }).state;
    const heard = run(turn, { at: 320, type: 'gate-opened', turnId: 1, startMs: 0 }).state;
    for (const path of [
      'mode',
      'turnDetection',
      'bargeIn.clientDetection',
      'vad.confidence',
      'vad.minVolume',
    ] as const) {
      expect(effectTimeOf(path, heard)).to.equal('live');
    }
    expect(turnEnds(heard)).to.have.lengthOf(1);
    expect(turnEnds(change(heard, { turnDetection: 'disabled' }, 400).state)).to.deep.equal([]);
    expect(run(heard, { at: 400, type: 'set-mode', mode: 'push-to-talk' }).state.mode).to.equal('push-to-talk');
  });

  it('says next turn of audio before the press and the onset: the turn that is there keeps its own', () => {
    const speaking = run(pushToTalk(), press(0), started(10)).state;
    const after = change(speaking, { pushToTalkPolicy: { preRollMs: 200, releaseTailMs: 0 } }, 500);
    expect(effectTimeOf('pushToTalkPolicy.preRollMs', speaking)).to.equal('next-turn');
    expect(after.wire).to.deep.equal(['apply-turn-taking']);
    const next = run(after.state, release(1500), stopped(1510), press(4000));
    expect(next.wire.filter((effect) => effect.startsWith('open-gate'))).to.deep.equal(['open-gate 2 lead 200']);

    const patch: PartialTurnTaking = { turnDetection: 'custom', customTurnDetection: { preSpeechMs: 100 } };
    const voice = run(handsFree(), { at: 1200, type: 'speech-started', onsetMs: 1000 }).state;
    expect(effectTimeOf('customTurnDetection.preSpeechMs', voice)).to.equal('next-turn');
    expect(change(voice, patch).wire).to.deep.equal(['apply-turn-taking']);
    const begun = run(change(handsFree(), patch).state, { at: 5200, type: 'speech-started', onsetMs: 5000 });
    expect(begun.wire).to.include('open-gate 1 from 4900');
  });

  it('says next connection of speech-to-text at start', () => {
    const joined = pushToTalk();
    const after = change(joined, { initialServerStt: 'enabled' });
    expect(effectTimeOf('initialServerStt', joined)).to.equal('next-connection');
    expect([after.state.isServerSttOn, reconnected(after.state).isServerSttOn]).to.deep.equal([false, true]);
  });

  it('says of echo cancellation and of the early microphone whether a device is open', () => {
    const open = pushToTalk();
    const closed = pushToTalk({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } });
    const echo = 'localAudioPolicy.enableAcousticEchoCancellation';
    expect([effectTimeOf(echo, open), effectTimeOf(echo, closed)]).to.deep.equal(['live', 'next-turn']);
    const asked: PartialTurnTaking = { localAudioPolicy: { enableAcousticEchoCancellation: true } };
    expect(change(open, asked).wire).to.include('open-microphone');
    expect(change(closed, asked).wire).to.not.include('open-microphone');

    const startup = 'localAudioPolicy.pushToTalkStartupMode';
    expect([effectTimeOf(startup, open), effectTimeOf(startup, closed)]).to.deep.equal(['next-connection', 'live']);
    const early: PartialTurnTaking = { localAudioPolicy: { pushToTalkStartupMode: 'prewarm-muted' } };
    const late: PartialTurnTaking = { localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } };
    expect(change(closed, early).wire).to.include('open-microphone');
    expect(change(open, late).state.microphone).to.equal('open');
    expect(reconnected(change(open, late).state).microphone).to.equal('closed');
  });

  it('says of starting muted whether the first turn is still to come', () => {
    const path = 'localAudioPolicy.startMutedInPushToTalk';
    const patch: PartialTurnTaking = { localAudioPolicy: { startMutedInPushToTalk: false } };
    const before = pushToTalk();
    const after = run(before, ...spoken(0, 1)).state;
    expect([effectTimeOf(path, before), effectTimeOf(path, after)]).to.deep.equal(['live', 'next-connection']);
    expect([change(before, patch).state.isAmbient, change(after, patch).state.isAmbient]).to.deep.equal([true, false]);
  });
});

/** Where a voice that spoke from 0 to 400 ms and then fell silent until 1200 ms has its turn ended. */
function turnEnds(state: TurnState): number[] {
  const ends: number[] = [];
  const note = (edge: EndpointingEdge): void => {
    if (edge.type === 'turn-ended') ends.push(edge.endMs);
  };
  let endpointing = INITIAL_ENDPOINTING;
  for (let startMs = 0; startMs < 1200; startMs += 20) {
    const probability = startMs < 400 ? 1 : 0;
    const frame = { startMs, endMs: startMs + 20, probability, volume: 1 };
    endpointing = endpointFrame(endpointing, frame, state, note);
    if (ends.length > 0) return ends;
  }
  return ends;
}
