// The checks of what is published: each finds what it is there for, and has nothing against the package as it is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { unnamedPackages } from '../../tools/notices.mjs';
import { root } from '../../tools/install.mjs';
import { listPacked, problemsOf, refusal } from '../../tools/package.mjs';
import {
  missing,
  OPEN_HASH,
  readableChangelog,
  readmeProblems,
  readRelease,
  writeRelease,
} from '../../tools/release.mjs';
import { addressOf, readManifest, withAbsoluteLinks } from '../../tools/pack-readme.mjs';

const HASH = `sha384-${'Ab1/'.repeat(16)}`;
const ADDRESS = 'https://github.com/someone/avatar-ptt';
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const readme = read('README.md');

describe('problemsOf', () => {
  const manifest = readManifest();
  let packed;
  before(() => (packed = listPacked()));

  const withFile = (name, text, size = text.length) => {
    const others = packed.files.filter((file) => file.path !== name);
    const changed = { ...packed, files: [...others, { path: name, size }] };
    const all = problemsOf(changed, manifest, (file) => (file === name ? text : read(file)));
    return all.filter((problem) => problem.includes(path.basename(name)));
  };
  const without = (name) => {
    const files = packed.files.filter((file) => file.path !== name);
    assert.equal(files.length, packed.files.length - 1, `${name} is packed`);
    return problemsOf({ ...packed, files }, manifest).filter((problem) => problem.includes(path.basename(name)));
  };

  for (const name of ['dist/define.test.js', 'cdn/avatar-ptt.min.js.map', 'src/define.ts', '.env']) {
    it(`finds ${name}`, () => {
      assert.deepEqual(withFile(name, ''), [`${name} should not be in the package.`]);
    });
  }

  it('finds a file that package.json names and nobody packs', () => {
    assert.ok(without('dist/i18n/ja.js').includes('package.json names dist/i18n/ja.js, which is not in the package.'));
  });

  it('finds a command that nobody packs, and what it would need', () => {
    assert.ok(
      without('bin/avatar-ptt.mjs').includes('package.json names bin/avatar-ptt.mjs, which is not in the package.'),
    );
    assert.ok(without('demo/token-server.mjs').some((problem) => problem.includes(' names ')));
    assert.deepEqual(withFile('bin/avatar-ptt.mjs', "import 'fast-check';\nimport 'node:fs';"), [
      'bin/avatar-ptt.mjs imports fast-check, which package.json does not install.',
    ]);
  });

  it('finds a file that another one imports and nobody packs', () => {
    assert.ok(
      without('dist/session/session.js').some((problem) => problem.startsWith('dist/create-session.js names ')),
    );
  });

  it('finds the import of a package that nobody installs', () => {
    assert.deepEqual(withFile('dist/define.js', "import 'fast-check';"), [
      'dist/define.js imports fast-check, which package.json does not install.',
    ]);
  });

  it('takes no package for an import that is a text', () => {
    assert.deepEqual(withFile('dist/define.js', 'const text = "import \'fast-check\';";'), []);
  });

  it('finds a map that is named and not packed, and a path of this machine', () => {
    const code = `const folder = '${root}';\n//# sourceMappingURL=define.js.map`;
    assert.deepEqual(withFile('dist/define.js', code), [
      'dist/define.js names define.js.map, which is not in the package.',
      'dist/define.js holds a path of the machine that built it.',
    ]);
  });

  it('promise 33: finds a script with another hash than integrity.json tells', () => {
    assert.deepEqual(withFile('cdn/avatar-ptt.min.js', 'let a;').slice(0, 1), [
      'cdn/integrity.json has not the hash of avatar-ptt.min.js.',
    ]);
  });

  it('finds too much', () => {
    assert.deepEqual(withFile('dist/define.js', '', 700_001), [
      'dist/define.js has 700,001 bytes; 700,000 are allowed.',
    ]);
    const found = problemsOf({ ...packed, size: 1_500_001, unpackedSize: 6_000_001 }, manifest);
    assert.match(found[0], /^The packed package has 1,500,001 bytes/);
    assert.match(found[1], /^The unpacked package has 6,000,001 bytes/);
  });
});

describe('unnamedPackages', () => {
  const notices = read('THIRD-PARTY-NOTICES.md');
  let folder;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    const sources = [path.join(root, 'src/define.ts'), path.join(root, 'node_modules/left-pad/index.js')];
    writeFileSync(path.join(folder, 'bundle.js.map'), JSON.stringify({ sources, sourcesContent: ['', ''] }));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('finds a package in a bundle that the notices do not name', () => {
    assert.deepEqual(unnamedPackages(notices, [folder]), [
      'THIRD-PARTY-NOTICES.md does not name left-pad, which is in a bundle.',
    ]);
  });

  // The first two are told by the map of livekit-client, the others by the lock file alone.
  for (const name of ['machina', 'sdp-transform', '@livekit/protocol', 'tslib', 'lit-html']) {
    it(`finds ${name}, should it be forgotten`, () => {
      const forgetful = notices
        .split('\n')
        .filter((line) => !line.startsWith(`| ${name} `))
        .join('\n');
      assert.deepEqual(unnamedPackages(forgetful), [
        `THIRD-PARTY-NOTICES.md does not name ${name}, which is in a bundle.`,
      ]);
    });
  }

  it('finds the numbers of a network', () => {
    const other = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    writeFileSync(path.join(other, 'silero-numbers.js'), '');
    const found = unnamedPackages('| lit-html 3.3.3 | MIT |', [other]);
    rmSync(other, { recursive: true });
    assert.deepEqual(found, ['THIRD-PARTY-NOTICES.md does not name Silero, which is in a bundle.']);
  });

  it('finds that all are named', () => {
    assert.deepEqual(unnamedPackages(notices), []);
  });
});

describe('refusal', () => {
  const refused = (manifest) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    try {
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
      writeFileSync(path.join(folder, 'README.md'), '# A package\n');
      return refusal(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const sound = { name: 'some-package', version: '1.0.0' };

  it('has nothing against a package that is sound', () => {
    assert.equal(refused(sound), '');
  });

  it('tells why npm refuses', () => {
    assert.match(refused({ ...sound, version: '1.0' }), /Invalid version/);
  });

  it('tells what npm would change in silence', () => {
    assert.match(refused({ ...sound, bin: { run: './missing.js' } }), /was invalid and removed/);
  });
});

describe('withAbsoluteLinks', () => {
  it('leads pages and pictures to the repository, and nothing else', () => {
    const text = [
      '[Settings](docs/settings.md#all) [here](#size) [Lit](https://lit.dev) <img src="docs/images/a.webp" />',
      '```html',
      '<script src="avatar-ptt.min.js"></script>',
      '```',
    ].join('\n');
    assert.equal(
      withAbsoluteLinks(text, ADDRESS, '1.2.3'),
      [
        `[Settings](${ADDRESS}/blob/v1.2.3/docs/settings.md#all) [here](#size) [Lit](https://lit.dev) <img src="${ADDRESS}/raw/v1.2.3/docs/images/a.webp" />`,
        '```html',
        '<script src="avatar-ptt.min.js"></script>',
        '```',
      ].join('\n'),
    );
  });

  it('leaves no relative link in README.md', () => {
    const links = (text) => text.match(/\]\((?![a-z]+:|#)[^)]+\)|(?:src|srcset|href)="(?![a-z]+:|[#/])[^"]+"/g) ?? [];
    assert.ok(links(readme).length > 10);
    assert.deepEqual(links(withAbsoluteLinks(readme, ADDRESS, '1.2.3')), []);
  });

  for (const repository of [
    'someone/avatar-ptt',
    'github:someone/avatar-ptt',
    'git@github.com:someone/avatar-ptt.git',
    { type: 'git', url: 'git+https://github.com/someone/avatar-ptt.git' },
    { type: 'git', url: 'git+ssh://git@github.com/someone/avatar-ptt.git' },
  ]) {
    it(`reads the address from ${JSON.stringify(repository)}`, () => assert.equal(addressOf({ repository }), ADDRESS));
  }

  it('finds no address where there is none', () => assert.equal(addressOf({}), undefined));
});

describe('README.md in the package', () => {
  let folder;
  let manifest;
  const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  const npm = (command) => execFileSync(command, { cwd: folder, shell: true, encoding: 'utf8', stdio: 'pipe' });
  const changed = () => git('status', '--porcelain', '--', 'README.md');
  const write = () => writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    mkdirSync(path.join(folder, 'tools'));
    for (const file of ['README.md', ...['install', 'pack-readme'].map((name) => `tools/${name}.mjs`)])
      cpSync(path.join(root, file), path.join(folder, file));
    const { name, version, type, scripts } = readManifest();
    const { prepack, postpack } = scripts;
    manifest = { name, version, type, files: ['nothing'], scripts: { prepack, postpack } };
    git('init', '--quiet');
    git('add', 'README.md');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'A README');
  });
  after(() => rmSync(folder, { recursive: true }));

  const packedReadme = () => {
    const [{ filename }] = JSON.parse(npm('npm pack --json'));
    return execFileSync('tar', ['-xzOf', filename, 'package/README.md'], { cwd: folder, encoding: 'utf8' });
  };

  it('is as it is while nobody knows the address', () => {
    write();
    assert.equal(packedReadme(), readme);
    assert.equal(changed(), '');
  });

  it('has links that lead to the repository once there is one; the working tree keeps its own', () => {
    manifest.repository = { type: 'git', url: `git+${ADDRESS}.git` };
    write();
    assert.equal(packedReadme(), withAbsoluteLinks(readme, ADDRESS, manifest.version));
    assert.equal(changed(), '');
    assert.ok(!existsSync(path.join(folder, '.cache/packing')));
  });

  it('has them too when it is published', () => {
    // What a publication packs can be read by what runs just before npm puts it back.
    manifest.scripts.postpack = `node -e "fs.copyFileSync('README.md','packed.md')" && ${manifest.scripts.postpack}`;
    write();
    npm('npm publish --dry-run --force');
    assert.equal(
      readFileSync(path.join(folder, 'packed.md'), 'utf8'),
      withAbsoluteLinks(readme, ADDRESS, manifest.version),
    );
    assert.equal(changed(), '');
  });

  it('is put back when npm is ended in between', async () => {
    const tool = path.join(folder, 'tools/pack-readme.mjs');
    const patient = readFileSync(tool, 'utf8');
    // Half a minute, of which five seconds show as much.
    const hasty = patient.replace('WITHIN_MS = 30_000', 'WITHIN_MS = 5000');
    assert.notEqual(hasty, patient);
    writeFileSync(tool, hasty);
    execFileSync(process.execPath, ['tools/pack-readme.mjs', 'prepare'], { cwd: folder });
    assert.notEqual(changed(), '');
    while (changed() !== '') await sleep(100);
    assert.equal(readFileSync(path.join(folder, 'README.md'), 'utf8'), readme);
    writeFileSync(tool, patient);
  });

  it('keeps what somebody has written into it in the meantime', () => {
    execFileSync(process.execPath, ['tools/pack-readme.mjs', 'prepare'], { cwd: folder });
    writeFileSync(path.join(folder, 'README.md'), 'Other words.\n');
    execFileSync(process.execPath, ['tools/pack-readme.mjs', 'restore'], { cwd: folder });
    assert.equal(readFileSync(path.join(folder, 'README.md'), 'utf8'), 'Other words.\n');
  });
});

describe('a release', () => {
  const ready = {
    ...readManifest(),
    version: '1.2.3',
    repository: { type: 'git', url: `git+${ADDRESS}.git` },
    homepage: ADDRESS,
    bugs: `${ADDRESS}/issues`,
  };
  const texts = {
    readme: writeRelease(readme, '1.2.3', HASH),
    changelog: '# Changelog\n\n## 1.2.3\n\n- A sentence.\n',
    tag: "static readonly version = '1.2.3';",
  };

  it('lacks nothing when all is there', () => assert.deepEqual(missing(ready, texts, [], HASH), []));

  for (const name of ['repository', 'homepage', 'bugs', 'author', 'license', 'engines']) {
    it(`lacks "${name}" where package.json has none`, () => {
      assert.match(
        missing({ ...ready, [name]: undefined }, texts, [], HASH).join('\n'),
        new RegExp(`^package.json has no "${name}"\\.`),
      );
    });
  }

  it('lacks a version while changes wait for one', () => {
    assert.match(missing(ready, texts, ['a.md'], HASH).join('\n'), /^Changes wait for a version \(a\.md\)/);
  });

  it('lacks what tells another version, or another hash', () => {
    const found = (changed, hash = HASH) => missing(ready, { ...texts, ...changed }, [], hash).join('\n');
    assert.match(found({ changelog: '# Changelog\n' }), /^CHANGELOG\.md has no section "## 1\.2\.3"/);
    assert.match(found({ tag: "version = '1.2.2'" }), /^The tag has another version/);
    assert.match(found({ readme: writeRelease(readme, '1.2.2', HASH) }), /^README\.md embeds version 1\.2\.2/);
    assert.match(found({}, `${HASH}x`), /^README\.md embeds the script with sha384-Ab1/);
    assert.equal(missing(ready, texts, []).join('\n'), 'Nothing is built. Run `npm run build`.');
  });

  it('writes its version and hash into README.md, and that it can be had', () => {
    assert.deepEqual(readRelease(texts.readme), { version: '1.2.3', integrity: HASH, isPublished: true });
    assert.ok(!texts.readme.includes('Until it is published'));
    assert.deepEqual(readmeProblems(texts.readme, ready), []);
  });

  it('finds README.md out of step between releases', () => {
    const problems = (text) => readmeProblems(text, ready);
    assert.match(problems(writeRelease(readme, '1.2.2', HASH))[0], /^README\.md embeds 1\.2\.2/);
    assert.match(problems(writeRelease(readme, '1.2.3', OPEN_HASH))[0], /without its hash/);
  });

  it('has a section of CHANGELOG.md as people read it', () => {
    const raw =
      '# Changelog\n\n## 1.2.3\n\n### Minor Changes\n\n- One.\n\n### Patch Changes\n\n- Two.\n\n## 1.2.2\n\n- Old.\n';
    const size = 'The tag as a script: 27.9 kB gzip, Lit included, before a conversation starts.';
    const wanted = `# Changelog\n\n## 1.2.3\n\n${size}\n\n- One.\n\n- Two.\n\n## 1.2.2\n\n- Old.\n`;
    assert.equal(readableChangelog(raw, '1.2.3', 27_900), wanted);
    assert.equal(readableChangelog(wanted, '1.2.3', 27_900), wanted);
  });
});
