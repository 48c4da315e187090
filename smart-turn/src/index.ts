import { SmartTurnError } from './error.js';
import { registerTurnAnalyzer } from 'avatar-ptt/headless';

export { SmartTurnError };
export type { SmartTurnErrorCode } from './error.js';

/** Where the files of this package are, for pages that serve them on their own. */
export interface SmartTurnOptions {
  /**
   * A folder with the files of the package's `dist/`, on this origin or on another one with CORS; relative to the page. By
   * default the files are where the bundler or the script tag has put them.
   */
  base?: string | URL | null;
}

let ownBase: string | URL | null = null;

/**
 * Says where the files are, before a session asks for them; what is left out stays as it was.
 * @throws SmartTurnError `file-unreachable` for what is no address.
 */
export function configureSmartTurn({ base = ownBase }: SmartTurnOptions): void {
  if (base !== null) folderOf(base);
  ownBase = base;
}

// Nothing of it is loaded before a session asks for it.
registerTurnAnalyzer('smart-turn-v3', async (context) => {
  const { createAnalyzer } = await import('./analyzer.js');
  return createAnalyzer(ownBase === null ? null : folderOf(ownBase), context);
});

function folderOf(base: string | URL): URL {
  const page = typeof document === 'undefined' ? undefined : document.baseURI;
  if (!URL.canParse(String(base), page)) throw new SmartTurnError('file-unreachable', `base is "${base}": no address.`);
  const url = new URL(base, page);
  // Without it, its last part would be taken for a file.
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
