import { expect, waitUntil } from '@open-wc/testing';
import fc from 'fast-check';
import '../../core/seed.js';
import 'avatar-ptt/define';
import {
  DEFAULT_TURN_TAKING,
  TURN_TAKING_FIELDS,
  mergeTurnTaking,
  type TurnTakingField,
  type TurnTakingOptions,
  patchOf,
} from 'avatar-ptt/headless';
import { snippetOf } from '../../../inspector/tuning/snippets.js';
import { joinPatches } from '../../../inspector/tuning/settings.js';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';

function valueOf(field: TurnTakingField): fc.Arbitrary<unknown> {
  if (field.kind === 'boolean') return fc.boolean();
  if (field.kind === 'enum') return fc.constantFrom(...field.values);
  if (field.kind === 'name') return fc.constantFrom('silence', 'my-analyzer');
  const steps = Math.floor((field.max - field.min) / field.step);
  return fc.integer({ min: 0, max: steps }).map((n) => Math.round((field.min + n * field.step) * 1000) / 1000);
}

const anyOptions: fc.Arbitrary<TurnTakingOptions> = fc
  .tuple(...TURN_TAKING_FIELDS.map((field) => fc.option(valueOf(field)).map((value) => ({ field, value }))))
  .map((chosen) =>
    chosen.reduce(
      (options, { field, value }) =>
        value === null ? options : mergeTurnTaking(options, joinPatches({}, patchOf([[field.path, value]]))),
      DEFAULT_TURN_TAKING,
    ),
  );

function tagOf(markup: string): HTMLElementTagNameMap['avatar-ptt'] {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return document.importNode(template.content, true).querySelector('avatar-ptt')!;
}

describe('snippetOf', () => {
  it('gives HTML from which the tag has the same settings', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        expect(tagOf(snippetOf('html', options)).turnTaking).to.deep.equal(options);
      }),
    );
  });

  it('gives TypeScript from which the same settings come', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const [, literal] = snippetOf('typescript', options).split('PartialTurnTaking = ');
        const patch: unknown = JSON.parse(
          literal!
            .replace(/;$/, '')
            .replace(/'/g, '"')
            .replace(/(\w+):/g, '"$1":')
            .replace(/,(\s*})/g, '$1'),
        );
        expect(mergeTurnTaking(DEFAULT_TURN_TAKING, patch)).to.deep.equal(options);
      }),
    );
  });

  it('leaves the tag bare at its defaults', () => {
    const tagDefaults = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk' });
    expect(snippetOf('html', tagDefaults)).to.equal('<avatar-ptt></avatar-ptt>');
  });

  it("gives Convai's connect request", () => {
    const params = { stop_secs: 3, pre_speech_ms: 0, max_duration_secs: 8 };
    const request = (patch: object): unknown =>
      JSON.parse(snippetOf('convai', mergeTurnTaking(DEFAULT_TURN_TAKING, patch)));
    expect(request({})).to.deep.equal({
      turn_detection_config: { type: 'smart_turn', params },
      default_stt_enabled: true,
    });
    expect(request({ mode: 'push-to-talk' })).to.deep.equal({ default_stt_enabled: false });
    expect(request({ turnDetection: 'disabled' })).to.deep.equal({ default_stt_enabled: true });
    const custom = {
      turnDetection: 'custom',
      customTurnDetection: { stopSecs: 1.2, preSpeechMs: 80, maxDurationSecs: 20 },
    };
    expect(request({ ...custom, vad: { confidence: 0.5 }, initialServerStt: 'disabled' })).to.deep.equal({
      turn_detection_config: {
        type: 'smart_turn',
        params: { stop_secs: 1.2, pre_speech_ms: 80, max_duration_secs: 20 },
      },
      vad_params: { confidence: 0.5, start_secs: 0.2, stop_secs: 0.2, min_volume: 0.6 },
      default_stt_enabled: false,
    });
  });

  it("gives C# in the names of Convai's reference, and says what that does not know", () => {
    const options = mergeTurnTaking(DEFAULT_TURN_TAKING, {
      turnDetection: 'custom',
      customTurnDetection: { stopSecs: 2.5, preSpeechMs: 80.4 },
      initialServerStt: 'enabled',
      localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' },
      pushToTalkPolicy: { interruptBotOnPress: false, turnCompletionTimeoutMs: 3000, releaseTailMs: 300 },
    });
    expect(snippetOf('unity', options).split('\n')).to.deep.equal([
      'var turnTaking = new TurnTakingOptions',
      '{',
      '    Mode = ConversationInputMode.HandsFree,',
      '    TurnDetection = TurnDetectionMode.Custom,',
      '    CustomTurnDetection = new SmartTurnSettings',
      '    {',
      '        StopSecs = 2.5f,',
      '        PreSpeechMs = 80,',
      '    },',
      '    InitialServerStt = ServerSttInitialState.Enabled,',
      '    LocalAudioPolicy = new LocalAudioPolicy',
      '    {',
      '        PushToTalkStartupMode = PushToTalkMicStartupMode.OpenOnFirstPress,',
      '    },',
      '    PushToTalkPolicy = new PushToTalkPolicy',
      '    {',
      '        InterruptBotOnPress = false,',
      '        TurnCompletionTimeoutMs = 3000,',
      '    },',
      '};',
      '// Not in the reference: pushToTalkPolicy.releaseTailMs = 300',
    ]);
  });
});

describe('CopyView', () => {
  const written: string[] = [];
  let isAllowed = true;

  before(() => {
    const writeText = (text: string): Promise<void> =>
      isAllowed ? Promise.resolve(void written.push(text)) : Promise.reject(new DOMException('No.', 'NotAllowedError'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  });

  after(() => {
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  async function copying(): Promise<{
    root: ShadowRoot;
    area: HTMLTextAreaElement;
    press: (name: string) => Promise<void>;
  }> {
    const inspector = await fixtureInspector(new LiveSource(), 'tuning');
    const root = inspector.shadowRoot!;
    const press = async (name: string): Promise<void> => {
      const buttons = [...root.querySelectorAll<HTMLButtonElement>('.tn-copy button')];
      buttons.find(({ textContent }) => textContent.trim() === name)!.click();
      await inspector.updateComplete;
    };
    return { root, area: root.querySelector('.tn-copy textarea')!, press };
  }

  it('previews each form and copies it', async () => {
    isAllowed = true;
    const { area, press } = await copying();
    expect(area.value).to.include('stop-secs="0.8"');
    await press('Unity C#');
    expect(area.value).to.include('StopSecs = 0.8f');
    await press('Copy');
    expect(written.at(-1)).to.equal(area.value);
  });

  it('selects the text where the page may not copy, and says so', async () => {
    isAllowed = false;
    const { root, area, press } = await copying();
    await press('Copy');
    await waitUntil(() => root.activeElement === area);
    expect([area.selectionStart, area.selectionEnd]).to.deep.equal([0, area.value.length]);
    await waitUntil(() => root.querySelector('[role=status]')?.textContent.includes('Ctrl+C'));
  });
});
