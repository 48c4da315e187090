import { isSecretName } from './secret-names.js';
import { isTold, looksSecret } from './secret-shapes.js';

const CELL = {
  ',': /("(?:[^"]|"")*"|[^,]*)(,|$)/g,
  ';': /("(?:[^"]|"")*"|[^;]*)(;|$)/g,
  '\t': /("(?:[^"]|"")*"|[^\t]*)(\t|$)/g,
  '|': /([^|]*)(\||$)/g,
};
type Separator = keyof typeof CELL;
const SEPARATORS = Object.keys(CELL) as Separator[];
/** What may be the name of a column. */
const NAME = /^[\s"']*[\p{L}\p{M}\d_.-]{2,40}(?: [\p{L}\p{M}\d_.-]{1,20}){0,2}[\s"']*$/u;
const MAX_CELLS = 100;

type Replace = (secret: string) => string;

/** A text without what stands in a table below the name of a secret, or beside it: CSV, Markdown. */
export function replaceInTables(text: string, replace: Replace): string {
  const separators = text.includes('\n') ? SEPARATORS.filter((separator) => text.includes(separator)) : [];
  return separators.reduce((clean, separator) => inTables(clean, separator, replace), text);
}

function inTables(text: string, separator: Separator, replace: Replace): string {
  let head: readonly string[] = [];
  return text
    .split('\n')
    .map((line) => {
      const cells = line.includes(separator) ? [...line.matchAll(CELL[separator])].map(([, cell = '']) => cell) : [];
      // +-----+-----+
      if (/^[\s+|:=-]*$/.test(line)) return line;
      if (cells.length !== head.length) head = isHead(cells) ? cells : [];
      if (cells.length !== head.length || cells === head || cells.length < 2) return line;
      const names = head;
      let i = -1;
      return line.replace(CELL[separator], (all: string, cell: string) => {
        i++;
        return isSecretCell(cell, names[i] ?? '', cells[i - 1] ?? '') ? all.replace(plainOf(cell), replace) : all;
      });
    })
    .join('\n');
}

function isHead(cells: readonly string[]): boolean {
  const names = cells.filter((cell) => cell.trim() !== '');
  return names.length > 1 && names.length <= MAX_CELLS && names.every((name) => NAME.test(name));
}

function isSecretCell(cell: string, above: string, before: string): boolean {
  const plain = plainOf(cell);
  if (!/[\p{L}\d]/u.test(plain)) return false;
  if (isSecretName(plainOf(above))) return isTold(plain, false);
  return NAME.test(before) && isSecretName(plainOf(before)) && !isSecretName(plain) && looksSecret(plain);
}

function plainOf(cell: string): string {
  return cell.trim().replace(/^["'`]+|["'`]+$/g, '');
}
