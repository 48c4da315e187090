// The published widgets of this field beside our tag, each on a page made the way its own documentation says.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { cdn, serve } from '../test/e2e/package-server.mjs';
import { installBeside, root } from '../tools/install.mjs';
import { bundled } from './built.mjs';

const packages = path.join(root, '.cache', 'widgets', 'node_modules');

const OURS = {
  name: 'ours',
  label: 'Start conversation',
  page: '<script type="module" src="/avatar-ptt.min.js"></script><avatar-ptt></avatar-ptt>',
  file: (name) => (existsSync(cdn + name) ? readFileSync(cdn + name) : null),
};

/**
 * What ElevenLabs' widget asks before it shows anything, in the fields that its code reads: the least that gives the
 * collapsed button of an agent for voice.
 */
const ELEVENLABS_AGENT = {
  widget_config: {
    language: 'en',
    variant: 'compact',
    placement: 'bottom-right',
    avatar: { type: 'orb', color_1: '#2792dc', color_2: '#9ce6e6' },
    text_contents: {},
    language_presets: {},
    supported_language_overrides: [],
    transcript_enabled: false,
    text_input_enabled: false,
    mic_muting_enabled: false,
  },
};

const ELEVENLABS = {
  name: 'ElevenLabs',
  label: 'Start a call',
  page: `<elevenlabs-convai agent-id="agent"></elevenlabs-convai>
    <script src="/widget.js" async type="text/javascript"></script>`,
  file: () => readFileSync(path.join(packages, '@elevenlabs/convai-widget-embed/dist/index.js')),
  answers: { 'https://api.us.elevenlabs.io/v1/convai/agents/agent/widget': ELEVENLABS_AGENT },
};

const VAPI = {
  name: 'Vapi',
  label: 'Talk with AI',
  page: `<script src="/widget.js"></script>
    <vapi-widget public-key="key" assistant-id="assistant" mode="voice"></vapi-widget>`,
  file: () => readFileSync(path.join(packages, '@vapi-ai/client-sdk-react/dist/embed/widget.umd.js')),
};

/** It publishes modules only, so it is bundled here. */
const CONVAI = {
  name: 'Convai',
  label: 'Voice Only Mode',
  page: '<script type="module" src="/widget.js"></script>',
  async prepare() {
    const script = await bundled(CONVAI_PAGE);
    this.file = () => script;
  },
};

const CONVAI_PAGE = `
  import { ConvaiClient, createConvaiWidget } from '@convai/web-sdk/vanilla';
  const convaiClient = new ConvaiClient({ apiKey: 'key', characterId: 'character', enableVideo: false });
  createConvaiWidget(document.body, { convaiClient, defaultVoiceMode: true });
`;

/** What no page can be quicker than. */
const PLAIN = { name: 'a plain button', label: 'Talk', isFloor: true, page: '<button>Talk</button>', file: () => null };

/** Those that are to be had, ours first, with what was installed for it. */
export async function widgets() {
  const isInstalled = installBeside('widgets', path.join(root, 'bench', 'widgets'));
  if (!isInstalled)
    console.log(
      'ElevenLabs’ and Vapi’s widgets are left out: not installed yet, and the npm registry can not be reached.',
    );
  await CONVAI.prepare();
  return [OURS, ...(isInstalled ? [ELEVENLABS, VAPI] : []), CONVAI, PLAIN];
}

/** Serves the page of a widget and its files, gzip, never to be kept. */
export function serveWidget({ page, file }) {
  const packed = new Map();
  const gzip = (name) => {
    const content = name === '' ? htmlOf(page) : file(name);
    return content && gzipSync(content, { level: 9 });
  };
  return serve(({ url }, response) => {
    const name = url.slice(1);
    if (!packed.has(name)) packed.set(name, gzip(name));
    const body = packed.get(name);
    if (!body) return response.writeHead(404).end();
    const type = name === '' ? 'text/html; charset=utf-8' : 'text/javascript';
    response.writeHead(200, {
      'content-type': type,
      'content-encoding': 'gzip',
      'content-length': body.length,
      'cache-control': 'no-store',
    });
    return response.end(body);
  });
}

function htmlOf(body) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
    <link rel="icon" href="data:,"></head><body>${body}</body></html>`;
}
