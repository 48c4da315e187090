import { STRINGS } from '../i18n/en.js';
import type { StringKey } from '../i18n/language-strings.js';

/** Texts of an embedder: any subset; missing ones are those of the language. `refused-…` and `error-…` replace a text of the machine. */
export type Strings = { readonly [K in StringKey | `refused-${string}` | `error-${string}`]?: string };

/** Looks a text up and fills in its `{…}`; what there is no text for is said `otherwise`, or not at all. */
export type Texts = (
  // Not every end of a turn has words.
  key: keyof Strings | `discarded-${string}` | `lost-${string}`,
  values?: Readonly<Record<string, string | number>>,
  otherwise?: string,
) => string;

/** The texts in force: those that come first win over those after, and all over English. */
export function textsOf(...given: readonly Strings[]): Texts {
  const all: readonly Readonly<Record<string, string | undefined>>[] = [...given, STRINGS];
  return (key, values = {}, otherwise = '') =>
    (all.find((strings) => strings[key] != null)?.[key] ?? otherwise).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
}
