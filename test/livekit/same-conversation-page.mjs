// Runs in the page: the embedded avatar, scripted as the stand-ins of the clouds are, and a look at what a tag says of itself.
import { registerProvider } from 'avatar-ptt';
import { localAvatar } from 'avatar-ptt/providers/local';
import { HEARD_HZ } from './heard.mjs';
import { answerSound } from './script.mjs';

/** Event, its field, and the property of the tag that must say the same by then. */
const SAID_TWICE = [
  ['connection-change', 'connectionState', 'connectionState'],
  ['mode-change', 'mode', 'activeMode'],
  ['phase-change', 'phase', 'phase'],
  ['avatar-state-change', 'avatarState', 'avatarState'],
  ['lock-change', 'lock', 'lock'],
];

let avatar;
registerProvider('local', () => avatar);

/** `losesEnd`: the avatar never says that it has finished. */
window.scriptLocalAvatar = ({ losesEnd, thinkMs, ...script }) => {
  avatar ??= localAvatar({ thinkMs });
  avatar.reply = ({ samples }) => ({ samples: answerSound(script, samples), sampleRate: HEARD_HZ });
  Object.assign(avatar.misbehaviour, { losesCompletion: losesEnd, losesSpeechStop: losesEnd });
};

/** Events that were told before they were true. */
window.untrue = [];
for (const [type, field, property] of SAID_TWICE) {
  document.addEventListener(type, (event) => {
    const { [field]: told } = event;
    const { [property]: shown } = event.target;
    if (told !== shown) window.untrue.push({ type, told, shown });
  });
}
