import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { AvatarPttError } from '../../src/core/error.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { conversing, find, pointer, restore, standIn, status, talkButton } from './conversing.js';

/** As a translator of pages does it: a new node in the place of each text. */
function translate(root: ParentNode): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (texts.nextNode()) nodes.push(texts.currentNode as Text);
  for (const node of nodes) {
    if (!node.data.trim() || node.parentElement?.closest('[translate=no]')) continue;
    const font = document.createElement('translated-text');
    font.textContent = 'Przetłumaczone';
    node.replaceWith(font);
  }
}

const submit = (element: AvatarPtt): void => (find(element, '.text') as HTMLFormElement).requestSubmit();

function type(element: AvatarPtt, text: string): HTMLInputElement {
  const field = find(element, '.text input') as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event('input'));
  return field;
}

describe('The texts of the element', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('stay true when a translator has taken their nodes', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
    session.send({ type: 'transcript', role: 'user', text: 'Where is it?', final: true });
    await element.updateComplete;
    translate(element.shadowRoot!);
    expect(await status(element)).to.equal('Przetłumaczone');
    pointer(talkButton(element), 'pointerdown');
    expect(await status(element)).to.equal('Listening… Let go to send.');
    session.send({ type: 'transcript', role: 'user', text: 'And when?', final: true });
    element.pressStyle = 'hybrid';
    await element.updateComplete;
    expect(find(element, '.caption.user').textContent).to.include('And when?');
    expect(find(element, '.talk .label').textContent).to.equal('Hold or tap to talk');
    translate(element.shadowRoot!);
    element.strings = { 'hands-free': 'Mani libere', 'status-capturing': 'Ti ascolto.' };
    expect(await status(element)).to.equal('Ti ascolto.');
    expect(find(element, '.switch').textContent.trim()).to.equal('Mani libere');
  });

  it('say that they are English on a page of a language that is not there', async () => {
    const around = await fixture(html`<div lang="pl"><avatar-ptt></avatar-ptt></div>`);
    const element = around.querySelector('avatar-ptt')!;
    await element.connect();
    element.session!.send({ type: 'transcript', role: 'user', text: 'Gdzie to jest?', final: true });
    await element.updateComplete;
    const langOf = (selector: string): string => find(element, selector).closest<HTMLElement>('[lang]')?.lang ?? '';
    expect([langOf('.status'), langOf('.caption.user span')]).to.deep.equal(['en', 'pl']);
    around.setAttribute('lang', 'de');
    await waitUntil(() => langOf('.status') === 'de');
    around.setAttribute('lang', 'pl');
    await waitUntil(() => langOf('.status') === 'en');
    element.strings = { 'status-idle-hold': 'Przytrzymaj i mów.' };
    await element.updateComplete;
    expect(langOf('.status')).to.equal('pl');
  });

  it('say that a mistake in the markup is told in English', async () => {
    const around = await fixture(html`<div lang="de"><avatar-ptt stop-secs="soon"></avatar-ptt></div>`);
    const element = around.querySelector('avatar-ptt')!;
    await waitUntil(() => find(element, '.place').lang === 'de');
    expect(find(element, '.error p').lang).to.equal('en');
  });
});

describe('What is typed', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('stays in the field until it was taken', async () => {
    const { element, session } = await conversing();
    session.sendText = () => Promise.reject(new AvatarPttError('text-during-turn', 'Later.'));
    const field = type(element, 'Where is it?');
    submit(element);
    await waitUntil(() => element.shadowRoot!.querySelector('.error'));
    expect([field.value, find(element, '.error').textContent.trim()]).to.deep.equal(['Where is it?', 'Later.']);
    session.sendText = () => Promise.resolve();
    submit(element);
    await waitUntil(() => field.value === '');
  });

  it('comes back when the backend did not take it', async () => {
    const { element, session } = await conversing();
    const field = type(element, 'Where is it?');
    submit(element);
    await waitUntil(() => field.value === '');
    session.send({ type: 'effect-failed', effect: 'send-text', code: 'send-failed', message: 'No.' });
    await element.updateComplete;
    expect(field.value).to.equal('Where is it?');
  });

  it('is there again after the connection was lost', async () => {
    const { element, session } = await conversing();
    type(element, 'Where is it?');
    session.send({ type: 'connection-lost', code: 'connection-lost', message: 'Gone.' });
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.text')).to.equal(null);
    await element.connect();
    await element.updateComplete;
    expect((find(element, '.text input') as HTMLInputElement).value).to.equal('Where is it?');
  });
});
