import {
  DEFAULT_TURN_TAKING,
  TURN_TAKING_FIELDS,
  mergeTurnTaking,
  smartTurnSettings,
  valueAt,
  type TurnTakingOptions,
  type TurnTakingPath,
} from 'avatar-ptt/headless';
import { changedFields, patchBetween } from './settings.js';
import { html, type TemplateResult } from 'lit';
import type { PanelHost } from '../shell/panels.js';
import type { Tuner } from './tuner.js';

/** The forms in which settings leave the inspector. */
export type SnippetForm = 'html' | 'typescript' | 'convai' | 'unity';

const SNIPPET_FORMS: Readonly<Record<SnippetForm, { readonly label: string; readonly note: string }>> = {
  html: { label: 'HTML', note: "What differs from the tag's defaults, as attributes: there is one for every setting." },
  typescript: {
    label: 'TypeScript',
    note: 'For the turnTaking property of the tag, or of createSession: it takes every setting.',
  },
  convai: {
    label: 'Convai JSON',
    note: "For the body of Convai's connect request: the end of a turn by silence and length, voice detection, and speech-to-text.",
  },
  unity: {
    label: 'Unity C#',
    note: "For Convai's Unity SDK, in the names of its reference: of the end of a turn, silence and length.",
  },
};

/** What a form can't carry of these settings, and what else it needs, in words; empty when nothing. */
export function snippetLimits(form: SnippetForm, options: TurnTakingOptions): string {
  const { analyzer } = options.customTurnDetection;
  if (form === 'html' || form === 'typescript') {
    return analyzer === 'silence' ? '' : `The page must register an analyzer as "${analyzer}": registerTurnAnalyzer.`;
  }
  const isCarried = form === 'unity' ? isInUnity : isInConvai;
  const left = changedFields(DEFAULT_TURN_TAKING, options).filter(({ path }) => !isCarried(path, options));
  return left.length === 0 ? '' : `It can't carry: ${left.map(({ label }) => label).join('; ')}.`;
}

function isInUnity(path: TurnTakingPath): boolean {
  return UNITY_TYPES[path] !== null;
}

// The mode and the detection are told by what the request has and lacks.
function isInConvai(path: TurnTakingPath, { mode }: TurnTakingOptions): boolean {
  if (path === 'mode' || path === 'turnDetection' || path === 'initialServerStt') return true;
  return path.startsWith('vad.') || (mode === 'hands-free' && SILENCE_PATHS.has(path));
}

/** What the reference's `SmartTurnSettings` has: a service that ends turns itself is told no more. */
const SILENCE_PATHS: ReadonlySet<TurnTakingPath> = new Set<TurnTakingPath>([
  'customTurnDetection.stopSecs',
  'customTurnDetection.preSpeechMs',
  'customTurnDetection.maxDurationSecs',
]);

/** The settings in one form, to be pasted. */
export function snippetOf(form: SnippetForm, options: TurnTakingOptions): string {
  switch (form) {
    case 'html':
      return markup(options);
    case 'typescript':
      return typescriptCode(options);
    case 'convai':
      return JSON.stringify(convaiRequest(options), null, 2);
    case 'unity':
      return unityCode(options);
  }
}

// Without a mode the tag is in push-to-talk, which is not the reference's default; and it takes values for the end of
// turn as a wish for `custom`, unless it is told otherwise.
function markup(options: TurnTakingOptions): string {
  const tagDefaults = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk' });
  const changed = new Set(changedFields(tagDefaults, options));
  const hasValues = [...changed].some(({ path }) => path.startsWith('customTurnDetection.'));
  const attributes = TURN_TAKING_FIELDS.filter(
    (field) => changed.has(field) || (hasValues && field.path === 'turnDetection'),
  ).map(({ attribute, path }) => `  ${attribute}="${String(valueAt(options, path))}"`);
  return attributes.length === 0
    ? '<avatar-ptt></avatar-ptt>'
    : `<avatar-ptt\n${attributes.join('\n')}\n></avatar-ptt>`;
}

function typescriptCode(options: TurnTakingOptions): string {
  const patch = { mode: options.mode, ...patchBetween(DEFAULT_TURN_TAKING, options) };
  return `import type { PartialTurnTaking } from 'avatar-ptt';

export const turnTaking: PartialTurnTaking = ${literal(patch)};`;
}

function literal(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value);
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, part]) => `${inner}${key}: ${literal(part, inner)},\n`);
  return `{\n${lines.join('')}${indent}}`;
}

/**
 * What the settings are in Convai's connect request. Detection is left out where the backend must not end turns, and
 * voice detection where nobody has changed it.
 */
function convaiRequest(options: TurnTakingOptions): object {
  const smartTurn = options.mode === 'hands-free' ? smartTurnSettings(options) : null;
  const isVadSet = changedFields(DEFAULT_TURN_TAKING, options).some(({ path }) => path.startsWith('vad.'));
  const { vad, initialServerStt, mode } = options;
  return {
    ...(smartTurn && {
      turn_detection_config: {
        type: 'smart_turn',
        params: {
          stop_secs: smartTurn.stopSecs,
          pre_speech_ms: smartTurn.preSpeechMs,
          max_duration_secs: smartTurn.maxDurationSecs,
        },
      },
    }),
    ...(isVadSet && {
      vad_params: {
        confidence: vad.confidence,
        start_secs: vad.startSecs,
        stop_secs: vad.stopSecs,
        min_volume: vad.minVolume,
      },
    }),
    default_stt_enabled: initialServerStt === 'use-default' ? mode === 'hands-free' : initialServerStt === 'enabled',
  };
}

/** C# type of a setting: an enum by its name, a whole number, or one with a fraction. null: the reference has none. */
type UnityType = { readonly enum: string } | 'int' | 'float' | 'bool' | null;

const UNITY_TYPES: Readonly<Record<TurnTakingPath, UnityType>> = {
  mode: { enum: 'ConversationInputMode' },
  turnDetection: { enum: 'TurnDetectionMode' },
  'customTurnDetection.stopSecs': 'float',
  'customTurnDetection.preSpeechMs': 'int',
  'customTurnDetection.maxDurationSecs': 'float',
  'customTurnDetection.analyzer': null,
  'customTurnDetection.minStopSecs': null,
  'customTurnDetection.askAfterSecs': null,
  'customTurnDetection.rule': null,
  'customTurnDetection.threshold': null,
  initialServerStt: { enum: 'ServerSttInitialState' },
  'localAudioPolicy.startMutedInPushToTalk': 'bool',
  'localAudioPolicy.enableAcousticEchoCancellation': 'bool',
  'localAudioPolicy.pushToTalkStartupMode': { enum: 'PushToTalkMicStartupMode' },
  'pushToTalkPolicy.enableServerSttToggle': 'bool',
  'pushToTalkPolicy.interruptBotOnPress': 'bool',
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress': 'bool',
  'pushToTalkPolicy.turnCompletionTimeoutMs': 'int',
  'pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart': 'bool',
  'pushToTalkPolicy.releaseTailMs': null,
  'pushToTalkPolicy.preRollMs': null,
  'bargeIn.smoothInterruption': null,
  'bargeIn.fadeOutSecs': null,
  'bargeIn.clientDetection': null,
  'vad.confidence': null,
  'vad.startSecs': null,
  'vad.stopSecs': null,
  'vad.minVolume': null,
};

const UNITY_CLASSES: Readonly<Record<string, string>> = {
  customTurnDetection: 'SmartTurnSettings',
  localAudioPolicy: 'LocalAudioPolicy',
  pushToTalkPolicy: 'PushToTalkPolicy',
};

/** The settings as C#: the mode, what differs from the defaults, and by name what the reference has no field for. */
function unityCode(options: TurnTakingOptions): string {
  const changed = changedFields(DEFAULT_TURN_TAKING, options).filter(({ path }) => path !== 'mode');
  const known = changed.filter(({ path }) => UNITY_TYPES[path] !== null);
  const foreign = changed.filter(({ path }) => UNITY_TYPES[path] === null);
  const sections = new Set(known.map(({ path }) => path.split('.')[0] ?? path));
  const members = [...sections].map((section) =>
    memberOf(
      section,
      known.flatMap(({ path }) => (path.split('.')[0] === section ? [path] : [])),
      options,
    ),
  );
  const all = [`    Mode = ${unityValue('mode', options)},`, ...members];
  const left = foreign.map(({ path }) => `// Not in the reference: ${path} = ${String(valueAt(options, path))}`);
  return ['var turnTaking = new TurnTakingOptions', '{', ...all, '};', ...left].join('\n');
}

function memberOf(section: string, paths: readonly TurnTakingPath[], options: TurnTakingOptions): string {
  const type = UNITY_CLASSES[section];
  const [first] = paths;
  if (type === undefined) return first ? `    ${pascal(section)} = ${unityValue(first, options)},` : '';
  const fields = paths.map((path) => {
    return `        ${pascal(path.split('.')[1] ?? '')} = ${unityValue(path, options)},`;
  });
  return [`    ${pascal(section)} = new ${type}`, '    {', ...fields, '    },'].join('\n');
}

function unityValue(path: TurnTakingPath, options: TurnTakingOptions): string {
  const type = UNITY_TYPES[path];
  const value = valueAt(options, path);
  if (typeof type === 'object' && type !== null) return `${type.enum}.${pascal(String(value))}`;
  if (type === 'float') return `${String(value)}f`;
  return type === 'int' ? String(Math.round(Number(value))) : String(value);
}

/** `use-default` or `useDefault` as `UseDefault`. */
function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

const FORMS = Object.keys(SNIPPET_FORMS) as readonly SnippetForm[];

/** The settings as text to be pasted somewhere else, in the form that was chosen last. */
export function copyView(tuner: Tuner, host: PanelHost): TemplateResult {
  const { snippetForm } = tuner;
  const { label, note } = SNIPPET_FORMS[snippetForm];
  const text = snippetOf(snippetForm, tuner.settings);
  const limits = snippetLimits(snippetForm, tuner.settings);
  const forms = FORMS.map((form) => {
    const pick = (): void => {
      tuner.snippetForm = form;
      host.requestUpdate();
    };
    return html`<button aria-pressed=${form === snippetForm} @click=${pick}>${SNIPPET_FORMS[form].label}</button>`;
  });
  return html`<section class="tn-section tn-copy" aria-labelledby="tn-copy">
    <h3 id="tn-copy">Take the settings with you</h3>
    <div class="tn-forms" role="group" aria-label="Form">
      ${forms}
      <span class="spacer"></span>
      <button class="primary" @click=${() => void copy(text, label, host)}>Copy</button>
    </div>
    <p class="muted">${note}${limits && html` <span class="tn-limits">${limits}</span>`}</p>
    <textarea
      class="code"
      readonly
      spellcheck="false"
      aria-label="Settings as ${label}"
      rows=${Math.min(16, text.split('\n').length)}
      .value=${text}
    ></textarea>
  </section>`;
}

async function copy(text: string, label: string, host: PanelHost): Promise<void> {
  try {
    await host.window.navigator.clipboard.writeText(text);
    host.announce(`Copied as ${label}.`);
  } catch {
    // No permission, or no secure page: the person copies what is selected.
    const area = host.root.querySelector<HTMLTextAreaElement>('.tn-copy textarea');
    area?.focus();
    area?.select();
    host.announce('The browser does not let the page copy. The text is selected: press Ctrl+C.');
  }
}
