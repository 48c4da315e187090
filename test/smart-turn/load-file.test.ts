import { expect } from '@open-wc/testing';
import type { LargeFile } from '../../smart-turn/src/files.js';
import { loadFile } from '../../smart-turn/src/load-file.js';

const CONTENT = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);

async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function described(bytes: Uint8Array<ArrayBuffer>): Promise<LargeFile> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name: 'content.bin', bytes: bytes.length, sha256 };
}

const addressOf = (...parts: BlobPart[]): string => URL.createObjectURL(new Blob(parts));

describe('loadFile', () => {
  let file: LargeFile;
  before(async () => {
    file = await described(CONTENT);
  });

  async function codeOf(url: string): Promise<string> {
    return loadFile(file, url, () => {}).then(
      () => 'none',
      (error: unknown) => (error as { code: string }).code,
    );
  }

  it('unpacks what is packed, and tells how much is there', async () => {
    const shares: number[] = [];
    const bytes = await loadFile(file, addressOf(await packed(CONTENT)), (share) => shares.push(share));
    expect(await described(bytes)).to.deep.equal(file);
    expect(shares.at(-1)).to.equal(1);
  });

  it('takes what a server has unpacked', async () => {
    expect(await described(await loadFile(file, addressOf(CONTENT), () => {}))).to.deep.equal(file);
  });

  const wrong: Record<string, [code: string, url: () => Promise<string> | string]> = {
    'is missing': ['file-missing', () => '/nowhere/content.bin'],
    'is not to be reached': ['file-unreachable', () => 'http://127.0.0.1:9/content.bin'],
    'is a page': ['file-is-html', () => '/test/smart-turn/page.html'],
    'is a page that is served as something else': ['file-is-html', () => addressOf('<!doctype html>')],
    'is empty': ['file-cut-short', () => addressOf()],
    'is cut short': ['file-cut-short', () => addressOf(CONTENT.subarray(0, 5000))],
    'is packed and cut short': ['file-cut-short', async () => addressOf((await packed(CONTENT)).slice(0, -500))],
    'is longer': ['file-changed', () => addressOf(CONTENT, 'more')],
    'is another one of the same length': ['file-changed', () => addressOf(CONTENT.map((byte) => byte ^ 1))],
  };
  for (const [what, [code, url]] of Object.entries(wrong)) {
    it(`says that a file ${what}`, async () => {
      expect(await codeOf(await url())).to.equal(code);
    });
  }

  // Last, for a policy stays.
  it('says that the policy of the page forbids a file', async () => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'Content-Security-Policy';
    meta.content = "connect-src 'self' ws:";
    document.head.append(meta);
    expect(await codeOf('https://files.example/content.bin')).to.equal('file-blocked');
  });
});
