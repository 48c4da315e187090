import { defineConfig } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'dist/',
      'cdn/',
      'coverage/',
      'pack/',
      'site/',
      'smart-turn/{dist,cdn}/',
      '.cache/',
      'examples/',
      'test/frameworks/pages/',
      'test/frameworks/mistakes/',
      'test/e2e/react/*.tsx',
    ],
  },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['**/*.ts'],
    extends: [lit.configs['flat/all'], wc.configs['flat/best-practice']],
    plugins: { 'lit-a11y': litA11y },
    // Without the base class some rules stay silent.
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      ...litA11y.configs.recommended.rules,
      // An arrow in a template is a listener like any other; Lit keeps one listener and swaps what it calls.
      'lit/no-template-arrow': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
        { selector: 'ExportAllDeclaration', message: 'Re-export by name.' },
        { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' },
      ],
    },
  },
  // A default export is what `import code from 'thread:…'` looks like.
  { files: ['**/*.d.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['{src,inspector,react,smart-turn}/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'crypto', property: 'randomUUID', message: 'Pages on plain http have none: use newId.' },
      ],
      'no-empty': ['error', { allowEmptyCatch: false }],
      // A switch counts once: a machine's may be long, as long as each case is short.
      complexity: ['error', { max: 10, variant: 'modified' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Sums over arrays whose lengths are known: asking whether each number is there would take as long as the sum.
    files: [
      'src/detector/{silero-network,spectrum,window-reader}.ts',
      'smart-turn/src/{features,fourier,mel-filters}.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // `expect(x).to.be.true` is an expression, `expect(spy)` takes a method unbound, a stand-in may do nothing,
      // and a wrong `!` fails the test anyway.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // @open-wc/testing declares that `equal` gives a promise; it does not.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: 'Equal', package: 'chai' }] },
      ],
      // Tests build elements in the ways that embedders do, wrong ones included.
      'wc/require-listener-teardown': 'off',
      'wc/file-name-matches-element': 'off',
    },
  },
  ...boundaries(),
);

/** Who may import whom, room by room; `import()` is free, since what is loaded on demand is no part of the importer. */
function boundaries() {
  const ours = (...folders) => `^(\\.\\./)+(${folders.join('|')})/`;
  const entries = never(
    '^(\\.\\./)*(\\.\\.?/)(index|define|headless|analysis)\\.js$',
    'Import the file, not an entry.',
  );
  const notLit = never('^lit($|/)', 'Only src/element/ knows Lit.');
  // The one class that is a value everywhere: an error has a code wherever it arises.
  const coreTypes = typesOnly('^(\\.\\./)+core/(?!error\\.js$)');
  // Detectors speak the scale of `volumeOf`, which the endpointing owns.
  const soundOfCore = typesOnly('^(\\.\\./)+core/(?!(error|endpointing/endpointing)\\.js$)');
  const core = (room, ...rooms) =>
    within(`src/core/${room}`, [
      never('^[^.]', 'The core imports no package.'),
      never(ours('audio', 'providers', 'session', 'element'), 'The core imports nothing of ours.'),
      ...(rooms.length > 0 ? [never(ours(...rooms), `core/${room} does not know ${rooms.join(', ')}.`)] : []),
      entries,
    ]);
  const provider = (folder, ...rooms) =>
    within(folder, [
      coreTypes,
      typesOnly(ours('audio')),
      never(ours('session', 'element', ...rooms), `${folder} may import only types of core and audio.`),
      notLit,
      entries,
    ]);
  const publicNames = never('^(\\.\\./)+src/', 'The inspector imports the package by its public names only.');
  const inspector = (room, rooms, ...more) =>
    within(`inspector/${room}`, [
      publicNames,
      never(ours(...rooms), `inspector/${room} does not know ${rooms.join(', ')}.`),
      ...more,
    ]);
  const panels = ['events', 'timeline', 'locks', 'tuning', 'recordings'];
  const besides = (panel) => {
    const others = panels.filter((other) => other !== panel);
    // The timeline paints what tuning tries; nobody else asks what would have been.
    return ['timeline', 'tuning'].includes(panel) ? others : [...others, 'what-if'];
  };
  return [
    core('settings', 'endpointing', 'machine', 'analysis'),
    core('endpointing', 'machine', 'analysis'),
    core('machine', 'analysis'),
    core('analysis'),
    within('src/audio', [
      soundOfCore,
      typesOnly(ours('detector')),
      never(ours('providers', 'session', 'element'), 'audio may import only types of core and detector.'),
      notLit,
      entries,
    ]),
    within('src/detector', [
      soundOfCore,
      typesOnly(ours('audio')),
      never(ours('providers', 'session', 'element'), 'detector may import only types of core and audio.'),
      notLit,
      entries,
    ]),
    provider('src/providers'),
    provider('src/providers/cloud', 'liveavatar', 'convai', 'rtvi', 'pipecat'),
    provider('src/providers/liveavatar', 'convai', 'rtvi', 'pipecat'),
    provider('src/providers/rtvi', 'liveavatar', 'convai', 'pipecat'),
    provider('src/providers/convai', 'liveavatar', 'pipecat'),
    provider('src/providers/pipecat', 'liveavatar', 'convai'),
    within('src/session', [
      typesOnly(ours('audio', 'providers')),
      never(ours('element'), 'session does not know the element.'),
      notLit,
      entries,
    ]),
    within('src/element/**', [
      // Settings are parsed at the element's door, and a refusal is explained there; the machine itself stays out of reach.
      typesOnly(
        '^(\\.\\./)+core/(?!(error|settings/(options|merge-turn-taking|turn-taking-fields)|machine/refusal)\\.js$)',
      ),
      typesOnly('^(\\.\\./)+providers/(local|liveavatar|convai)', 'A backend is loaded by name, on demand.'),
      entries,
    ]),
    within('inspector', [
      publicNames,
      never(`^\\./(${[...panels, 'what-if'].join('|')})/`, 'A panel is loaded when it is opened.'),
    ]),
    inspector('redaction', ['schema', 'model', 'sources', 'shell', 'what-if', ...panels]),
    inspector('schema', ['sources', 'shell', 'what-if', ...panels]),
    inspector('model', ['sources', 'shell', 'what-if', ...panels], typesOnly(ours('redaction', 'schema'))),
    inspector('sources', ['shell', 'what-if', ...panels]),
    inspector('shell', ['what-if', ...panels]),
    inspector('what-if', ['sources', 'schema', 'redaction', ...panels]),
    ...panels.map((panel) => inspector(panel, besides(panel))),
    within('smart-turn/src', [never('^\\.\\./', 'The addition imports the package by its public names only.')]),
    within('react', [never('^\\.\\./', 'A component imports the package by its public names only.')]),
    within('demo', [never('^\\.\\./', 'A demo imports the package by its name only.')]),
  ];
}

function within(folder, patterns) {
  return { files: [`${folder}/*.ts`], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

function never(regex, message) {
  return { regex, message };
}

function typesOnly(regex, message = 'Only types may be imported from there.') {
  return { regex, message, allowTypeImports: true };
}
