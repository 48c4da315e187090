import 'avatar-ptt/define';
import { AvatarPtt } from 'avatar-ptt';
import { byId, choices, make } from './dom.js';
import { eventList } from './event-list.js';
import { markupPanel, type Attributes } from './markup-panel.js';
import { USUAL_ADDRESS, askServer, type ServerState } from './token-server-status.js';

type Cloud = 'liveavatar' | 'convai';

const CLOUDS = [
  { value: 'liveavatar', label: 'LiveAvatar' },
  { value: 'convai', label: 'Convai' },
] as const;

const PATHS: Record<Cloud, string> = { liveavatar: '/liveavatar/token', convai: '/convai/connect' };

/** What has to be set for each; the last of LiveAvatar is easily forgotten, and then the avatar is silent. */
const VARIABLES: Record<Cloud, readonly string[]> = {
  liveavatar: ['LIVEAVATAR_API_KEY', 'LIVEAVATAR_AVATAR_ID', 'LIVEAVATAR_CONTEXT_ID'],
  convai: ['CONVAI_API_KEY', 'CONVAI_CHARACTER_ID'],
};

/** The only origin that the server lets in unasked. */
const USUAL_ORIGIN = 'http://localhost:8000';

const READY = 'It is ready. Press “Start conversation” and allow the microphone.';
const WHICH_CHARACTER =
  'It is ready, and needs to know the character: type its id above, or start the server with CONVAI_CHARACTER_ID.';

function start(avatar: AvatarPtt): void {
  let cloud: Cloud = 'liveavatar';
  let server: ServerState | null = null;

  const picker = choices<Cloud>('Service', CLOUDS, (value) => {
    cloud = value;
    // The conversation with the other one is over.
    void avatar.disconnect().then(show);
  });
  const character = make('input', { type: 'text', placeholder: 'as the server says', spellcheck: false });
  character.addEventListener('change', show);
  const characterField = make(
    'label',
    { className: 'field stacked' },
    make('span', { textContent: 'Character of Convai' }),
    character,
  );
  byId('ways').append(picker.element, characterField);

  const message = make('div', { className: 'detail', role: 'status' });
  const again = make('button', { type: 'button', className: 'pill', textContent: 'Look again' });
  again.addEventListener('click', () => void look());
  byId('server').append(message, make('div', { className: 'buttons' }, again));
  const showMarkup = markupPanel(
    byId('markup'),
    () => attributesOf(cloud, character.value.trim()),
    () => Object.entries(addressesOf(cloud, server)).filter(([, address]) => address),
  );
  eventList(byId('events'), avatar);
  picker.pick(cloud);
  void look();

  async function look(): Promise<void> {
    again.disabled = true;
    server = await askServer();
    again.disabled = false;
    show();
  }

  function show(): void {
    characterField.hidden = cloud !== 'convai';
    avatar.removeAttribute('character-id');
    for (const [name, value] of attributesOf(cloud, character.value.trim())) avatar.setAttribute(name, value);
    Object.assign(avatar, addressesOf(cloud, server));
    message.replaceChildren(...(server ? explained(server, cloud, character.value.trim()) : []));
    showMarkup();
  }
}

function attributesOf(cloud: Cloud, character: string): Attributes {
  const whom = cloud === 'convai' && character ? [['character-id', character] as const] : [];
  return [['provider', cloud], ...whom];
}

/** The server may be another origin than this page, which only a script may name. */
function addressesOf(cloud: Cloud, server: ServerState | null): Record<'tokenUrl' | 'connectUrl', string> {
  const address = `${server?.kind === 'present' ? server.address : USUAL_ADDRESS}${PATHS[cloud]}`;
  return cloud === 'convai' ? { tokenUrl: '', connectUrl: address } : { tokenUrl: address, connectUrl: '' };
}

/** How the server stands with this service, and what to do about it. */
function explained(server: ServerState, cloud: Cloud, character: string): HTMLElement[] {
  const says = (text: string): HTMLElement => make('p', { textContent: text });
  const todo = (variables: readonly string[]): HTMLElement =>
    make('pre', { tabIndex: 0, ariaLabel: 'Command' }, make('code', { textContent: commandFor(variables) }));
  switch (server.kind) {
    case 'absent':
      return [
        says(`No token server answers${server.address && ` at ${server.address}`}. Start it in another terminal:`),
        todo(VARIABLES[cloud]),
      ];
    case 'refused':
      return [
        says(`The token server runs, but not for pages of ${location.origin}. Stop it and start it again:`),
        todo(VARIABLES[cloud]),
      ];
    case 'present': {
      const { missing = [], asks = [] } = server.services.get(PATHS[cloud]) ?? {};
      if (missing.length === 0) return [says(asks.length > 0 && !character ? WHICH_CHARACTER : READY)];
      return [says(`The token server runs, but lacks ${missing.join(', ')}. Start it again with:`), todo(missing)];
    }
  }
}

function commandFor(variables: readonly string[]): string {
  const origin = location.origin === USUAL_ORIGIN ? [] : [`ALLOWED_ORIGINS=${location.origin}`];
  const set = [...variables.map((name) => `${name}=…`), ...origin];
  return `${set.join(' \\\n')} \\\nnode demo/token-server.mjs`;
}

const avatar = byId('avatar');
if (!(avatar instanceof AvatarPtt)) throw new Error('Another copy of <avatar-ptt> is registered on this page.');
start(avatar);
// On a wide screen there is room for them beside the tag.
byId('events').toggleAttribute('open', matchMedia('(min-width: 70rem)').matches);
