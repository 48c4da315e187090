import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Strings } from './strings.js';

type Host = ReactiveControllerHost & Element;

// eslint-disable-next-line @typescript-eslint/no-unused-vars -- the build for script tags puts it before the addresses
const languagesAt = (_base: string): Readonly<Record<string, () => Promise<{ readonly STRINGS: Strings }>>> => ({
  ar: () => import('../i18n/ar.js'),
  de: () => import('../i18n/de.js'),
  es: () => import('../i18n/es.js'),
  fr: () => import('../i18n/fr.js'),
  ja: () => import('../i18n/ja.js'),
});

/** Half of the first wait; each is twice as long as the one before. */
const RETRY_MS = 500;

const NONE: Strings = {};

/** The texts of the language that the element stands in, by the nearest `lang`; loaded on demand, English until then. */
export class Language implements ReactiveController {
  strings: Strings = NONE;
  /** Of the page around the element. */
  page = '';
  readonly #host: Host;
  readonly #base: () => string;
  readonly #observer = new MutationObserver(() => this.#host.requestUpdate());
  #name: string | undefined;
  #waitMs = RETRY_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, base: () => string) {
    this.#host = host;
    this.#base = base;
    host.addController(this);
  }

  /** Whether the words are English on a page that is not; one that gives words of its own gives them in its language. */
  isForeign(own: Strings): boolean {
    return this.strings === NONE && this.#name !== 'en' && Object.keys(own).length === 0;
  }

  hostConnected(): void {
    // Pages change their `lang`, or that of a part of them, when a person picks a language.
    for (const root of rootsOf(this.#host)) this.#observer.observe(root, { subtree: true, attributeFilter: ['lang'] });
    this.#host.requestUpdate();
    if (this.#waitMs > RETRY_MS) void this.#load(this.#name);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    clearTimeout(this.#retry);
  }

  hostUpdate(): void {
    // `:lang()` would say it, but in WebKit not beyond shadow roots. `de-CH` is `de` here.
    this.page = langOf(this.#host);
    const [name] = this.page.toLowerCase().split('-');
    if (name === this.#name) return;
    this.#name = name;
    this.#waitMs = RETRY_MS;
    void this.#load(name);
  }

  async #load(name = ''): Promise<void> {
    clearTimeout(this.#retry);
    let strings = NONE;
    try {
      strings = (await languagesAt(this.#base())[name]?.())?.STRINGS ?? strings;
    } catch {
      // The words that are there are better than none, and what fails once may be there later.
      this.#retry = setTimeout(() => void this.#load(name), (this.#waitMs *= 2));
      return;
    }
    if (name !== (this.#name ?? '')) return;
    this.strings = strings;
    this.#waitMs = RETRY_MS;
    this.#host.requestUpdate();
  }
}

/** The document or shadow root that the element is in, and those around it. */
function rootsOf(element: Element): Node[] {
  const root = element.getRootNode();
  return [root, ...('host' in root ? rootsOf((root as ShadowRoot).host) : [])];
}

function langOf(element: Element): string {
  const root = element.getRootNode();
  const nearest = element.closest('[lang]')?.getAttribute('lang');
  return nearest ?? ('host' in root ? langOf((root as ShadowRoot).host) : '');
}
