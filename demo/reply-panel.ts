import type { HeardTurn, LocalAvatar, LocalReply } from 'avatar-ptt/providers/local';
import { choices, make } from './dom.js';

export type ReplyKind = 'echo' | 'sentence' | 'function';

const CODE = `avatar.reply = ({ samples, sampleRate }) => ({
  samples,
  sampleRate: sampleRate * 1.4,
});`;

/** Your turn again, as a smaller creature would say it. */
function higher({ samples, sampleRate, text }: HeardTurn): LocalReply {
  return text ? `You wrote: ${text}` : { samples, sampleRate: sampleRate * 1.4 };
}

/** What the avatar answers with. */
export function replyPanel(panel: HTMLElement, local: LocalAvatar, changed: (kind: ReplyKind) => void): void {
  const { reply: echo } = local;
  const sentence = make('input', { type: 'text', value: 'I heard you. Go on, I like to listen.', maxLength: 200 });
  const engines = {
    echo,
    sentence: () => sentence.value.trim() || 'I have nothing to say.',
    function: higher,
  };
  const texts: Record<ReplyKind, HTMLElement> = {
    echo: make('p', { className: 'fine' }, 'You hear exactly what it heard: a clipped first word, or a cut ending.'),
    sentence: make('label', { className: 'field stacked' }, 'Spoken with a voice of your browser', sentence),
    function: make(
      'div',
      {},
      make('p', { className: 'fine' }, 'Any function of yours, from the turn to a text or to sound. This one is:'),
      make('pre', { tabIndex: 0, ariaLabel: 'The function' }, make('code', { textContent: CODE })),
    ),
  };
  const detail = make('div', { className: 'detail' });
  const pick = (kind: ReplyKind): void => {
    local.reply = engines[kind];
    detail.replaceChildren(texts[kind]);
    changed(kind);
  };
  const kinds = choices<ReplyKind>(
    'The avatar answers with',
    [
      { value: 'echo', label: 'Your own turn' },
      { value: 'sentence', label: 'A sentence' },
      { value: 'function', label: 'A function' },
    ],
    pick,
  );
  kinds.pick('echo');
  pick('echo');
  panel.append(kinds.element, detail);
}
