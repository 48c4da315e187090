// The vendors' published clients, bundled as an embedder would, in a page that talks through them.
import { build } from 'esbuild';
import { root } from '../../tools/install.mjs';
import { openPage } from '../e2e/harness.mjs';

/** What WebRTC needs on a machine without a network. */
export const LOOPBACK = ['--allow-loopback-in-peer-connection'];

/**
 * Opens a page with the client of `vendor` (`liveavatar` or `convai`) and `sound` at the microphone. The page's `start`
 * connects, `talk` speaks one sentence and hears the answer out, `interruptText` types and cuts the answer off.
 */
export async function openVendorPage(vendor, sound) {
  const { outputFiles } = await build({
    entryPoints: [`test/livekit/vendor-${vendor}.mjs`],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const tab = await openPage({ sound, file: 'test/livekit/page.html', args: LOOPBACK });
  await tab.page.waitForFunction(() => window.isReady);
  await tab.page.addScriptTag({ content: outputFiles[0].text });
  return tab;
}
