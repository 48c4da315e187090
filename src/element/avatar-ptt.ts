import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { query } from 'lit/decorators.js';
import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import {
  DEFAULT_PRESS_POLICY,
  type ConversationMode,
  type LatchEnd,
  type PartialTurnTaking,
  type PressStyle,
  type TurnTakingOptions,
} from '../core/settings/options.js';
import { mergeTurnTaking } from '../core/settings/merge-turn-taking.js';
import type { AvatarState, ConnectionState, Phase, PressSource, TurnLock } from '../core/machine/turn-state.js';
import type { Provider, ProviderSettings } from '../providers/provider.js';
import type { MicrophoneChoice, Session, SessionOptions } from '../session/session-types.js';
import { assetBaseOf } from './asset-base.js';
import { Autoconnect } from './autoconnect.js';
import { audioOptions, isBackendNew, providerSettings } from './backend.js';
import { KEY_ATTRIBUTES, pressPolicyOf, refuseKey, setInputs, type ReportInvalid } from './check-options.js';
import { Conversation } from './conversation.js';
import { CustomStates } from './custom-states.js';
import { effectiveOptions } from './effective-options.js';
import { isHeldByHand } from './held-by-hand.js';
import { Inputs } from './inputs/inputs.js';
import { Language } from './language.js';
import type { MicrophoneList } from './microphone-list.js';
import { addressesSet, ownAddress } from './own-address.js';
import { Placement } from './placement.js';
import { property } from './property.js';
import { preload, type ConversationParts, type SessionParts } from './session-source.js';
import { Settings, TURN_TAKING_ATTRIBUTES } from './settings.js';
import { textsOf, type Strings, type Texts } from './strings.js';
import { adoptIn } from './styles/adopt-in.js';
import { styles } from './styles/styles.js';
import { controlsView } from './view/controls.js';
import { stageView } from './view/stage.js';
import { viewOf } from './view/view-of.js';
import type { Actions } from './view/view-model.js';

/**
 * A conversation with a voice avatar: push-to-talk or hands-free, with every control that it takes.
 *
 * Each setting of turn-taking is an attribute too and wins over `turn-taking`; one of the end of a turn, such as
 * `stop-secs`, implies `turn-detection="custom"` unless that is set. A wrong value is shown, told by
 * `session-error`, and leaves everything else in force.
 *
 * @tag avatar-ptt
 * @summary A voice avatar with push-to-talk and hands-free turn-taking that lose no word.
 * @attr {'hands-free' | 'push-to-talk'} [mode=push-to-talk] - Mode.
 * @attr {'use-default' | 'disabled' | 'custom'} [turn-detection=use-default] - End-of-turn detection.
 * @attr {number} [stop-secs=3] - Silence that ends the turn; 0.1 to 10 s.
 * @attr {number} [pre-speech-ms=0] - Audio before the onset; 0 to 2000 ms.
 * @attr {number} [max-duration-secs=8] - Longest turn; 1 to 120 s.
 * @attr {string} [analyzer=silence] - Turn analyzer.
 * @attr {number} [min-stop-secs=0.3] - Silence after a complete turn; 0.1 to 10 s.
 * @attr {number} [ask-after-secs=0.2] - Silence before the analyzer is asked; 0.1 to 1 s.
 * @attr {'slide' | 'threshold'} [rule=slide] - What its answer does.
 * @attr {number} [threshold=0.5] - Complete from; 0 to 1.
 * @attr {'use-default' | 'enabled' | 'disabled'} [initial-server-stt=use-default] - Speech-to-text at start.
 * @attr {boolean} [start-muted-in-push-to-talk=true] - Start muted.
 * @attr {boolean} [enable-acoustic-echo-cancellation=false] - Echo cancellation.
 * @attr {'prewarm-muted' | 'open-on-first-press'} [push-to-talk-startup-mode=prewarm-muted] - Open the microphone.
 * @attr {boolean} [enable-server-stt-toggle=true] - Switch speech-to-text with the press.
 * @attr {boolean} [interrupt-bot-on-press=true] - A press interrupts the avatar.
 * @attr {boolean} [require-turn-completion-before-next-press=true] - Wait for the avatar to finish.
 * @attr {number} [turn-completion-timeout-ms=5000] - Lock released after; 0 to 120000 ms.
 * @attr {boolean} [allow-speech-stopped-fallback-after-speech-start=false] - End of speech also unlocks.
 * @attr {number} [release-tail-ms=1000] - Release tail; 0 to 5000 ms.
 * @attr {number} [pre-roll-ms=0] - Audio before the press; 0 to 1000 ms.
 * @attr {boolean} [smooth-interruption=true] - Fade when interrupted.
 * @attr {number} [fade-out-secs=0.12] - Fade; 0 to 1 s.
 * @attr {'disabled' | 'silero'} [client-detection=disabled] - Duck when you speak.
 * @attr {number} [vad-confidence=0.7] - Confidence; 0 to 1.
 * @attr {number} [vad-start-secs=0.2] - Speech that starts; 0 to 2 s.
 * @attr {number} [vad-stop-secs=0.2] - Silence that stops speech; 0 to 2 s.
 * @attr {number} [vad-min-volume=0.6] - Least volume; 0 to 1.
 * @attr {string} turn-taking - Settings as JSON, any part of them.
 * @attr {'page' | 'corner'} [placement=page] - `corner`: a round button over the page, which shows the rest when needed.
 * @slot poster - Shown on the stage until the conversation starts, instead of the drawn face.
 * @slot talk-label - The words under the talk button.
 * @slot status - Replaces the status line.
 * @slot error - More help below an error.
 * @slot actions - Your own buttons, at the end.
 * @fires {ConnectionChangeEvent} connection-change - The session was joined, left, lost or found again.
 * @fires {ModeChangeEvent} mode-change - Another mode is in force.
 * @fires {PhaseChangeEvent} phase-change - The user's turn went on.
 * @fires {TurnStartEvent} turn-start - The user's turn has begun.
 * @fires {TurnEndEvent} turn-end - The user's turn is captured and on its way.
 * @fires {TurnDiscardedEvent} turn-discarded - The user's turn came to nothing.
 * @fires {PressRefusedEvent} press-refused - A press was not taken.
 * @fires {LockChangeEvent} lock-change - The avatar's turn is awaited, awaited differently, or over.
 * @fires {AvatarStateChangeEvent} avatar-state-change - The avatar idles, listens, thinks or speaks.
 * @fires {TranscriptEvent} transcript - Something said, in words.
 * @fires {AvatarWordsEvent} avatar-words - The avatar's next words, as they are heard.
 * @fires {SettingsChangeEvent} settings-change - Other turn-taking settings are in force.
 * @fires {SessionErrorEvent} session-error - Something went wrong; the element shows it too.
 * @csspart stage - What the avatar appears on.
 * @csspart face - The drawn avatar.
 * @csspart video - The backend's picture, once there is one.
 * @csspart captions - The last words of both sides.
 * @csspart error - What went wrong, and what to do.
 * @csspart status - The line that says what is going on.
 * @csspart start-button - Starts the conversation, or gives up starting it.
 * @csspart button - The talk button.
 * @csspart indicator - What stands in its place in hands-free.
 * @csspart meter - Level, noise floor and threshold around either.
 * @csspart lock - What the avatar's turn waits for, and the way around it.
 * @csspart text-input - The form to write instead of speaking.
 * @cssstate connected - There is a conversation; likewise `disconnected`, `connecting`, `reconnecting`, `failed`.
 * @cssstate capturing - The user is heard; likewise `starting`, `releasing`, `awaiting`.
 * @cssstate locked - The avatar's turn is awaited.
 * @cssstate speaking - The avatar speaks; likewise `listening`, `thinking`.
 * @cssstate hands-free - The mode in force; likewise `push-to-talk`.
 * @cssstate error - An error is shown.
 * @cssproperty --avatar-accent - Colour of what can be pressed.
 * @cssproperty --avatar-accent-text - Colour on top of it.
 * @cssproperty --avatar-live - Colour of an open microphone.
 * @cssproperty --avatar-surface - Background.
 * @cssproperty --avatar-text - Colour of text.
 * @cssproperty --avatar-text-muted - Colour of secondary text.
 * @cssproperty --avatar-border - Colour of lines.
 * @cssproperty --avatar-error - Colour of errors.
 * @cssproperty --avatar-stage - Background of the stage.
 * @cssproperty --avatar-face - Colour of the drawn face.
 * @cssproperty --avatar-hair - Colour of its hair.
 * @cssproperty --avatar-shirt - Colour of its clothes.
 * @cssproperty --avatar-font - Font family.
 * @cssproperty --avatar-radius - Radius of the corners.
 * @cssproperty --avatar-button-size - Diameter of the talk button; at least 64px.
 * @cssproperty --avatar-corner-right - What `placement="corner"` leaves free at the window's right edge.
 * @cssproperty --avatar-corner-bottom - What it leaves free at the lower edge.
 * @cssproperty --avatar-motion - Speed of decorative motion: 1, or 0 for none.
 */
export class AvatarPtt extends LitElement {
  /** Which copy this is, when a page holds several. */
  static readonly version = '0.1.0';

  static override styles = styles;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...TURN_TAKING_ATTRIBUTES, 'turn-taking', 'placement', ...KEY_ATTRIBUTES];
  }

  /** The backend: `local`, a name given to `registerProvider`, or as a property a provider object. */
  @property() provider: string | Provider = 'local';

  /** How the talk button answers: `hold`, `toggle`, or `hybrid`, where a tap latches and a longer press holds. */
  @property({ attribute: 'press-style' }) pressStyle: PressStyle = 'hold';

  /** What ends a turn that a tap or a click began: `tap`, the next one, or `endpoint`, also silence, by the settings for it. */
  @property({ attribute: 'latch-ends' }) latchEnds: LatchEnd = 'tap';

  /** In hybrid, a press shorter than this latches; in hold, it is no turn; ms. */
  @property({ type: Number, attribute: 'tap-ms' }) tapMs = 400;

  /** Page-wide key, as `KeyboardEvent.code` with modifiers: `Space`, `Alt+KeyT`. Empty: none. */
  @property() hotkey = '';

  /** Index of the button of any connected controller that talks; null: none. */
  @property({ type: Number, attribute: 'gamepad-button' }) gamepadButton: number | null = null;

  /** Longest hold, in seconds; 0: no limit. */
  @property({ type: Number, attribute: 'max-hold-secs' }) maxHoldSecs = 60;

  /** Connects at the first gesture of a person on the page. */
  @property({ type: Boolean }) autoconnect = false;

  /** Leaves out what was said in words. */
  @property({ type: Boolean, attribute: 'no-captions' }) noCaptions = false;

  /** Leaves out the field to write in. */
  @property({ type: Boolean, attribute: 'no-text-input' }) noTextInput = false;

  /** Leaves out the level meter. */
  @property({ type: Boolean, attribute: 'no-meter' }) noMeter = false;

  /** Speech that left late, as an acknowledgement was waited for, stays late to the end of its turn and does not catch up. */
  @property({ type: Boolean, attribute: 'no-catch-up' }) noCatchUp = false;

  /** Your server's address that answers with a fresh token. */
  @property({ attribute: 'token-url' }) tokenUrl = '';

  /** A session token that your server has put into the page. */
  @property({ attribute: 'session-token' }) sessionToken = '';

  /** Where to connect, for a backend whose address is yours. */
  @property({ attribute: 'connect-url' }) connectUrl = '';

  /** Which character, for a backend that has several. */
  @property({ attribute: 'character-id' }) characterId = '';

  /** Base address of the backend's API, if not its public one. */
  @property({ attribute: 'api-url' }) apiUrl = '';

  /** Folder of this package's files that are loaded on demand, if not beside the script. */
  @property({ attribute: 'asset-base' }) assetBase = '';

  /** The capture worklet as a file, for pages whose policy forbids `blob:`. */
  @property({ attribute: 'worklet-url' }) workletUrl = '';

  /** The voice detector's worker as a file, likewise; without it the detector runs on such a page's own thread. */
  @property({ attribute: 'worker-url' }) workerUrl = '';

  /** Gives a fresh token for each connection. */
  @property({ attribute: false }) tokenProvider: ProviderSettings['tokenProvider'] = null;

  /** Texts of your own; missing ones are those of the nearest `lang`: English, or one of the languages that come along. */
  @property({ attribute: false }) strings: Strings = {};

  @query('.primary') private readonly primary!: HTMLElement | null;

  readonly #settings = new Settings();
  readonly #conversation = new Conversation({
    assetBase: () => assetBaseOf(this.assetBase),
    sessionOptions: (parts) => this.#sessionOptions(parts),
    texts: (...about) => this.#texts(...about),
    changed: () => this.#changed(),
    dispatch: (event) => this.dispatchEvent(event),
  });
  readonly #inputs = new Inputs(this, this.#conversation, {
    isReachable: () => this.#isReachable(),
    leave: () => void this.#conversation.disconnect(),
    used: () => preload(() => assetBaseOf(this.assetBase)),
  });
  readonly #actions: Actions = {
    // What goes wrong is shown; whoever calls `connect()` gets it as a rejection.
    connect: () => void this.connect().catch(() => undefined),
    disconnect: () => void this.disconnect(),
    interrupt: () => this.interrupt(),
    toggleMode: () => (this.mode = this.activeMode === 'hands-free' ? 'push-to-talk' : 'hands-free'),
    sendText: (text) => this.#attempt(this.sendText(text)),
    keepDraft: (text) => this.#conversation.keepDraft(text),
    unlock: () => void this.#attempt(this.session?.unlock()),
    dismiss: () => this.#conversation.clearError(),
    reopenMicrophone: () => void this.#attempt(this.session?.reopenMicrophone()),
    listMicrophones: (isWanted) => (isWanted ? this.#microphoneList?.open() : this.#microphoneList?.close()),
    pickMicrophone: (deviceId) => void this.#attempt(this.session?.setMicrophone(deviceId)),
  };
  readonly #language = new Language(this, () => assetBaseOf(this.assetBase));
  readonly #autoconnect = new Autoconnect(this, () => this.#actions.connect());
  readonly #customStates = new CustomStates(this);
  #pressPolicy = DEFAULT_PRESS_POLICY;
  #microphones: readonly MicrophoneChoice[] = [];
  #parts: ConversationParts | null = null;
  #microphoneList: MicrophoneList | null = null;
  #hadFocus = false;

  constructor() {
    super();
    new Placement(this);
    this.addController({ hostConnected: () => this.#followAutoconnect(false), hostDisconnected: () => this.#left() });
  }

  /** The mode asked for last, by the page or by the person; set while connected, it switches at run time. */
  @property({ attribute: false })
  get mode(): ConversationMode {
    return this.#settings.wanted.mode;
  }

  set mode(mode: ConversationMode) {
    this.#set('mode', () => this.#settings.setMode(mode));
  }

  /** Turn-taking settings: set any part of them, read all that are asked for. As an attribute: JSON. */
  @property({ attribute: false })
  get turnTaking(): TurnTakingOptions {
    const { state } = this.#conversation;
    return mergeTurnTaking(state?.options ?? this.#settings.wanted, { mode: this.mode });
  }

  set turnTaking(patch: PartialTurnTaking) {
    this.#set('turn-taking', () => this.#settings.setObject(patch));
  }

  /** The settings in force: the mode by now, and echo cancellation as the open device really does it. */
  get effectiveTurnTaking(): TurnTakingOptions {
    const { state } = this.#conversation;
    return state ? mergeTurnTaking(effectiveOptions(state), { mode: state.mode }) : this.#settings.wanted;
  }

  /** The session underneath, for tools; null before the first connection. */
  get session(): Session | null {
    return this.#conversation.session;
  }

  /** Where the connection stands. */
  get connectionState(): ConnectionState {
    return this.#conversation.connection;
  }

  /** Where the user's turn is. */
  get phase(): Phase {
    return this.#conversation.state?.phase ?? 'idle';
  }

  /** The avatar's turn that presses wait for, or interrupt. */
  get lock(): TurnLock | null {
    return this.#conversation.state?.lock ?? null;
  }

  /** What the avatar does. */
  get avatarState(): AvatarState {
    return this.#conversation.state?.avatarState ?? 'idle';
  }

  /** The mode in force. */
  get activeMode(): ConversationMode {
    return this.#conversation.state?.mode ?? this.mode;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (TURN_TAKING_ATTRIBUTES.includes(name)) this.#set(name, () => this.#settings.setAttribute(name, value));
    else if (name === 'turn-taking') this.#set(name, () => this.#settings.setObject(value));
    else if (name === 'placement') this.requestUpdate();
    else if (KEY_ATTRIBUTES.includes(name)) this.#validate(name, () => refuseKey(name, value));
    else this.#validate(name, () => super.attributeChangedCallback(name, old, ownAddress(name, value)));
  }

  /** Joins; call it from a user's gesture. @throws AvatarPttError with the code of what went wrong. */
  connect(): Promise<void> {
    this.#autoconnect.end();
    return this.#conversation.connect();
  }

  /** Leaves, and closes the microphone. */
  disconnect(): Promise<void> {
    return this.#conversation.disconnect();
  }

  /** Starts the user's turn, joins the one that is ending, or ends a latched one; returns whether it was taken. */
  press(source: PressSource = 'app'): boolean {
    return this.#conversation.press(source);
  }

  /** Ends the user's turn. */
  release(source: PressSource = 'app'): void {
    this.#conversation.release(source);
  }

  /** Silences the avatar. */
  interrupt(): void {
    this.session?.interrupt();
  }

  /** Overrides the lock. */
  releaseLock(): void {
    this.session?.releaseLock();
  }

  /** Switches at run time; resolves once the backend has taken it. @throws AvatarPttError `not-connected` */
  setMode(mode: ConversationMode): Promise<void> {
    return this.session?.setMode(mode) ?? Promise.reject(this.#notConnected());
  }

  /**
   * A written turn. @throws AvatarPttError `not-connected`, `text-unavailable` when the backend does not read, or
   * `text-during-turn` while the person is heard.
   */
  sendText(text: string): Promise<void> {
    return this.session?.sendText(text) ?? Promise.reject(this.#notConnected());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    if (isBackendNew(changed, this)) this.#conversation.markStale();
    for (const name of addressesSet(changed, this)) this.#conversation.clearError(name);
    const policy = pressPolicyOf(this, this.#pressPolicy, changed, this.#validate);
    if (policy !== this.#pressPolicy) this.#conversation.applyPressPolicy((this.#pressPolicy = policy));
    if (changed.has('hotkey') || changed.has('gamepadButton')) setInputs(this.#inputs, this, this.#validate);
    if (changed.has('autoconnect')) this.#followAutoconnect(changed.get('autoconnect') === false);
  }

  protected override updated(): void {
    this.#customStates.label = this.#texts('region');
    // What had the focus may be gone with its state: the keyboard goes on with what took its place.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.primary?.focus();
  }

  #followAutoconnect(isAnew: boolean): void {
    if (isAnew) this.#autoconnect.reset();
    if (this.isConnected) this.#autoconnect.await(this.autoconnect);
  }

  adoptedCallback(): void {
    if (this.shadowRoot) adoptIn(this.shadowRoot, styles);
  }

  protected override createRenderRoot(): ShadowRoot {
    // Lit's own way adopts the sheets of the script's document, which another document refuses.
    // eslint-disable-next-line wc/attach-shadow-constructor -- as Lit does
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    adoptIn(root, styles);
    return root;
  }

  #left(): void {
    this.#autoconnect.stop();
    this.#microphoneList?.close();
    // Moving the element takes it out and puts it in again: only if it stays out, the conversation is over.
    setTimeout(() => {
      if (this.isConnected) return;
      this.#autoconnect.reset();
      void this.#conversation.disconnect();
    });
  }

  async #sessionOptions({ loadProvider, ...parts }: SessionParts): Promise<SessionOptions> {
    this.#equip(parts);
    const { provider } = this;
    return {
      provider: typeof provider === 'string' ? await loadProvider(provider, providerSettings(this)) : provider,
      turnTaking: this.#settings.wanted,
      pressPolicy: this.#pressPolicy,
      ...audioOptions(this, this.#conversation.state?.deviceId),
    };
  }

  /** What is needed with a conversation, once. */
  #equip(parts: ConversationParts): void {
    if (this.#parts) return;
    this.#parts = parts;
    const { EscapeCancels, MeterLoop, HoldWatch, MicrophoneList } = parts;
    parts.keepOwnKeys(this.renderRoot);
    this.#inputs.equip(parts.GamepadPress);
    const session = (): Session | null => this.session;
    new MeterLoop(this, session, (key, secs) => this.#texts(key, { secs }));
    const isPressed = (): boolean => isHeldByHand(this.#conversation.state);
    new HoldWatch(this, { isPressed, isReachable: () => this.#isReachable() }, this.#conversation);
    new EscapeCancels(this, { isPressed, isCapturing: () => this.#conversation.isCapturing }, this.#conversation);
    const show = (choices: readonly MicrophoneChoice[]): void => {
      this.#microphones = choices;
      this.requestUpdate();
    };
    this.#microphoneList = new MicrophoneList(session, (choices) => void this.#attempt(choices.then(show)));
  }

  #set(key: string, change: () => void): void {
    const before = this.#settings.wanted;
    if (this.#validate(key, change)) this.#conversation.applySettings(before, this.#settings.wanted);
  }

  /** Whether `check` throws nothing; otherwise what it throws is shown under `key`. */
  readonly #validate: ReportInvalid = (key, check) => {
    try {
      check();
      this.#conversation.clearError(key);
      return true;
    } catch (thrown) {
      this.#conversation.fail(key, toAvatarPttError(thrown, 'invalid-option'));
      return false;
    }
  };

  /** Until there is a microphone to open, what is drawn at all is good enough. */
  #isReachable(): boolean {
    const { primary } = this;
    if (!primary) return false;
    return this.#parts?.isReachable(primary) ?? primary.getClientRects().length > 0;
  }

  get #texts(): Texts {
    return textsOf(this.strings, this.#language.strings);
  }

  #notConnected(): AvatarPttError {
    return new AvatarPttError('not-connected', this.#texts('not-connected'));
  }

  #changed(): void {
    this.#customStates.show(this, this.#conversation.errors.size > 0);
    const { state } = this.#conversation;
    // A switch by the person or by a tool is the mode that was asked for last.
    if (state && state.mode !== this.mode && this.connectionState === 'connected') this.#settings.setMode(state.mode);
    this.requestUpdate();
  }

  /** What a control of ours began: when it fails, the person reads why. */
  async #attempt(work: Promise<void> | undefined): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (thrown) {
      this.#conversation.fail('session', toAvatarPttError(thrown, 'failed'), true);
      return false;
    }
  }

  protected override render(): TemplateResult {
    const view = viewOf(this.#conversation, {
      texts: this.#texts,
      lang: this.#language.page,
      actions: this.#actions,
      mode: this.activeMode,
      pressStyle: this.#pressPolicy.style,
      hasCaptions: !this.noCaptions,
      hasMeter: !this.noMeter,
      hasTextInput: !this.noTextInput,
      microphones: this.#microphones,
    });
    return html`<div class="place" lang=${this.#language.isForeign(this.strings) ? 'en' : this.#language.page}>
      <div class="root" data-avatar=${this.avatarState}>${stageView(view)} ${controlsView(view)}</div>
    </div>`;
  }
}
declare global {
  interface HTMLElementTagNameMap {
    'avatar-ptt': AvatarPtt;
  }
}
