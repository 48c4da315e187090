import 'avatar-ptt/define';
import { AvatarPtt, type ConversationMode, type LatchEnd, type PressStyle } from 'avatar-ptt';
import { localAvatar } from 'avatar-ptt/providers/local';
import { Configuration } from './configuration.js';
import { byId, choices } from './dom.js';
import { eventList } from './event-list.js';
import { explanationOf } from './explanation.js';
import { markupPanel } from './markup-panel.js';
import { misbehaviourPanel } from './misbehaviour-panel.js';
import { replyPanel, type ReplyKind } from './reply-panel.js';
import { settingsPanel } from './settings-panel.js';

const MODES = [
  { value: 'push-to-talk', label: 'Push-to-talk' },
  { value: 'hands-free', label: 'Hands-free' },
] as const;

const PRESS_STYLES = [
  { value: 'hold', label: 'Hold' },
  { value: 'toggle', label: 'Tap' },
  { value: 'hybrid', label: 'Both' },
] as const;

const LATCH_ENDS = [
  { value: 'tap', label: 'By the next tap' },
  { value: 'endpoint', label: 'When you are done' },
] as const;

function start(avatar: AvatarPtt): void {
  const local = localAvatar();
  avatar.provider = local;
  let reply: ReplyKind = 'echo';

  const modes = choices<ConversationMode>('Mode', MODES, (mode) => {
    avatar.mode = mode;
    show();
  });
  const styles = choices<PressStyle>('Press style', PRESS_STYLES, (style) => {
    avatar.pressStyle = style;
    show();
  });
  const latchEnds = choices<LatchEnd>('A tapped turn ends', LATCH_ENDS, (latchEnd) => {
    avatar.latchEnds = latchEnd;
    show();
  });
  byId('ways').append(modes.element, styles.element, latchEnds.element);
  eventList(byId('events'), avatar);
  const configuration = new Configuration(avatar, show);
  const showSettings = settingsPanel(byId('settings'), configuration);
  const showMarkup = markupPanel(byId('markup'), () => {
    const { pressStyle, latchEnds: latchEnd } = avatar;
    return [
      ...configuration.attributes,
      ...(pressStyle === 'hold' ? [] : [['press-style', pressStyle] as const]),
      ...(latchEnd === 'tap' ? [] : [['latch-ends', latchEnd] as const]),
    ];
  });
  misbehaviourPanel(byId('misbehaviour'), local);
  replyPanel(byId('reply'), local, (kind) => {
    reply = kind;
    show();
  });

  function show(): void {
    modes.pick(avatar.mode);
    styles.pick(avatar.pressStyle);
    styles.element.disabled = avatar.mode === 'hands-free';
    latchEnds.pick(avatar.latchEnds);
    latchEnds.element.disabled = avatar.mode === 'hands-free' || avatar.pressStyle === 'hold';
    byId('explanation').textContent = explanationOf(avatar, reply);
    showSettings();
    showMarkup();
  }
}

const avatar = byId('avatar');
if (!(avatar instanceof AvatarPtt)) throw new Error('Another copy of <avatar-ptt> is registered on this page.');
start(avatar);
// On a wide screen there is room for them beside the tag.
byId('events').toggleAttribute('open', matchMedia('(min-width: 70rem)').matches);
