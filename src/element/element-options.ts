import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { PressStyle } from '../core/options.js';
import type { Provider } from '../providers/provider.js';
import type { ProviderSettings } from '../providers/registry.js';
import type { Strings } from './strings.js';

/** What a page sets on the tag, each an attribute too unless it can't be text; turn-taking is apart. */
export class ElementOptions extends LitElement {
  /** The backend: `local`, a name given to `registerProvider`, or as a property a provider object. */
  @property() provider: string | Provider = 'local';

  /** How the talk button answers: `hold`, `toggle`, or `hybrid`, where a tap latches and a longer press holds. */
  @property({ attribute: 'press-style' }) pressStyle: PressStyle = 'hold';

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

  /** Where the voice detector's files are served from, if not beside this package. */
  @property({ attribute: 'asset-base' }) assetBase = '';

  /** The capture worklet as a file, for pages whose policy forbids `blob:`. */
  @property({ attribute: 'worklet-url' }) workletUrl = '';

  /** Gives a fresh token for each connection. */
  @property({ attribute: false }) tokenProvider: ProviderSettings['tokenProvider'] = null;

  /** Texts of your own; missing ones stay English. */
  @property({ attribute: false }) strings: Strings = {};
}
