// Documents of other kinds than a page of an address: made by a script, in an attribute, in a sandbox. The tag talks wherever
// a browser gives it a microphone, and says why where none does; the inspector works and says what it can't keep.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { sendFile, sendPage, serve } from './package-server.mjs';
import { smallTalk } from './wav.mjs';

const both = (origin) =>
  ['avatar-ptt', 'avatar-inspector']
    .map((name) => `<script type="module" src="${origin}/${name}.min.js"></script><${name}></${name}>`)
    .join('');

describe('documents of other kinds', () => {
  let tab;
  let server;
  let shown;
  before(async () => {
    tab = await openPage({ sound: smallTalk() });
    server = await serve(({ url }, response) =>
      url === '/'
        ? sendPage(shown, response)
        : url === '/inner'
          ? sendPage(both(server.origin), response)
          : sendFile(url, response),
    );
  });
  after(() => Promise.all([tab, server].map((one) => one.close())));

  const framed = (attributes) => `<iframe id="inner" style="width: 900px; height: 900px" ${attributes}></iframe>`;
  const srcdoc = () => `srcdoc='<!doctype html><html lang="en">${both(server.origin)}'`;
  const open = async (markup, make = () => undefined) => {
    // What the page before still loaded ends with it.
    await tab.page.goto('about:blank');
    tab.problems.splice(0);
    shown = markup;
    await tab.page.goto(`${server.origin}/`);
    await tab.page.evaluate(make, both(server.origin));
    return tab.page.frames().at(-1);
  };
  const start = (frame) => frame.getByRole('button', { name: 'Start conversation' }).click();

  for (const [name, markup, make] of [
    ['srcdoc', () => framed(srcdoc())],
    ['a written document', () => framed(''), writeInto],
    ['an empty frame that is filled by a script', () => framed(''), fill],
  ]) {
    it(`${name}: talks, and the inspector watches`, async () => {
      const frame = await open(markup(), make);
      await start(frame);
      await frame.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
      const button = frame.getByRole('button', { name: 'Hold to talk' });
      await button.hover();
      await tab.page.mouse.down();
      await frame.waitForFunction(() => document.querySelector('avatar-ptt').session.state.phase === 'capturing');
      await tab.page.mouse.up();
      await frame.getByRole('tab', { name: 'Tuning' }).click();
      await frame.getByRole('button', { name: 'Save as preset' }).waitFor();
      assert.deepEqual(tab.problems, []);
    });
  }

  for (const [name, attributes] of [
    ['a sandbox', () => `src="${server.origin}/inner" sandbox="allow-scripts" allow="microphone *; autoplay *"`],
    ['srcdoc in a sandbox', () => `${srcdoc()} sandbox="allow-scripts" allow="microphone *; autoplay *"`],
  ]) {
    it(`${name}: the tag says why it has no microphone, the inspector what it can't keep`, async () => {
      const frame = await open(framed(attributes()));
      await start(frame);
      await frame.getByRole('alert').getByText('allow-same-origin').first().waitFor();
      await frame.getByRole('tab', { name: 'Tuning' }).click();
      await frame.getByText('This browser keeps nothing here').waitFor();
      await frame.getByRole('textbox', { name: 'Name for these settings' }).fill('Mine');
      await frame.getByRole('button', { name: 'Save as preset' }).click();
      await frame.getByText('Mine', { exact: true }).first().waitFor();
      await frame.getByRole('tab', { name: 'Recordings' }).click();
      await frame.getByText('Recordings are kept in memory until the page is closed').waitFor();
      await frame.getByRole('button', { name: 'Record', exact: true }).click();
      await frame.getByRole('button', { name: 'Stop recording' }).click();
      await frame.getByText('Only until the page is closed').waitFor();
      for (const panel of ['Events', 'Timeline', 'Locks']) await frame.getByRole('tab', { name: panel }).click();
      assert.deepEqual(tab.problems, []);
    });
  }

  it('a sandbox with a microphone and without forms: written text is sent, by the button and by Enter', async () => {
    const rights = 'sandbox="allow-scripts allow-same-origin" allow="microphone; autoplay"';
    const frame = await open(framed(`src="${server.origin}/inner" ${rights}`));
    await start(frame);
    const field = frame.locator('avatar-ptt input[name="text"]');
    for (const [text, send] of [
      ['One.', () => frame.locator('avatar-ptt .text button').click()],
      ['Two.', () => field.press('Enter')],
    ]) {
      await field.fill(text);
      await send();
      await frame.waitForFunction(
        () => document.querySelector('avatar-ptt').shadowRoot.querySelector('.text input').value === '',
      );
    }
    const sent = await frame.evaluate(() =>
      [...document.querySelector('avatar-ptt').session.log]
        .map(({ event }) => event.text ?? '')
        .filter((text) => /One|Two/.test(text)),
    );
    assert.deepEqual(sent.slice(0, 2), ['One.', 'Two.']);
  });
});

describe('presets of two tabs', () => {
  it('are all there when both save at once', async () => {
    const tab = await openPage({ sound: smallTalk(), file: 'test/e2e/element.html' });
    const other = await tab.page.context().newPage();
    await other.goto(tab.page.url());
    const save = async (page, name) => {
      await page.evaluate(async (named) => {
        await import('/inspector/define.ts');
        document.body.innerHTML = '<avatar-ptt></avatar-ptt><avatar-inspector panels="tuning"></avatar-inspector>';
        window.named = named;
      }, name);
      await page.getByRole('textbox', { name: 'Name for these settings' }).fill(name);
    };
    await save(tab.page, 'Here');
    await save(other, 'There');
    const press = (page) =>
      page.evaluate(() =>
        document.querySelector('avatar-inspector').shadowRoot.querySelector('.tn-save button').click(),
      );
    await Promise.all([press(tab.page), press(other)]);
    for (const page of [tab.page, other]) {
      for (const name of ['Here', 'There']) await page.getByText(name, { exact: true }).first().waitFor();
    }
    await tab.close();
  });
});

/** Runs in the page. */
function writeInto(markup) {
  const { contentDocument } = document.querySelector('#inner');
  contentDocument.open();
  contentDocument.write(`<!doctype html><html lang="en">${markup}`);
  contentDocument.close();
}

/** Runs in the page: scripts in markup that is set do not run, so they are made. */
function fill(markup) {
  const { contentDocument } = document.querySelector('#inner');
  const parsed = new DOMParser().parseFromString(markup, 'text/html');
  for (const { localName, src } of parsed.querySelectorAll('script, avatar-ptt, avatar-inspector')) {
    const made = contentDocument.createElement(localName);
    if (src) Object.assign(made, { src, type: 'module' });
    contentDocument.body.append(made);
  }
}
