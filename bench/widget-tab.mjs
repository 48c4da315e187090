// A fresh page with one widget: no cache, no network but what a stand-in answers, and watched from its first moment.

/**
 * Opens the page of a widget in a context of its own. `rate` is how many times slower the processor is made. `usable`
 * is what `watch` found.
 */
export async function openWidget(browser, { answers = {} }, origin, { rate = 1, init } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const asked = await standIn(devtools, answers);
  if (init) await init(page);
  await page.addInitScript(watch);
  if (rate > 1) await devtools.send('Emulation.setCPUThrottlingRate', { rate });
  await page.goto(origin, { waitUntil: 'commit' });
  const usable = await page.evaluate(() => window.usable);
  return { page, devtools, usable, asked, close: () => context.close() };
}

/** Whatever goes to a cloud is answered from `answers`, or fails at once; requests to this machine are left alone. */
async function standIn(devtools, answers) {
  const asked = [];
  devtools.on('Fetch.requestPaused', ({ requestId, request: { url, method } }) => {
    const answer = answers[url];
    asked.push(url);
    const sent = answer
      ? devtools.send('Fetch.fulfillRequest', {
          requestId,
          responseCode: 200,
          responseHeaders: [
            { name: 'access-control-allow-origin', value: '*' },
            { name: 'content-type', value: 'application/json' },
          ],
          body: Buffer.from(method === 'GET' ? JSON.stringify(answer) : '').toString('base64'),
        })
      : devtools.send('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' });
    // The page may be gone by then.
    sent.catch(() => undefined);
  });
  await devtools.send('Fetch.enable', { patterns: [{ urlPattern: 'https://*' }, { urlPattern: 'wss://*' }] });
  return asked;
}

/**
 * Runs in the page before anything of its own. `usable` is the moment at which something to press was painted: a button
 * that is seen, can be hit and has a place in the tab order; or, where there is none, what shows a hand to the pointer.
 */
function watch() {
  const blocked = [];
  const tasks = new PerformanceObserver((list) => blocked.push(...list.getEntries()));
  tasks.observe({ type: 'longtask', buffered: true });

  const within = function* (root) {
    for (const element of root.querySelectorAll('*')) {
      yield element;
      if (element.shadowRoot) yield* within(element.shadowRoot);
    }
  };
  const isOnTop = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = element.getRootNode().elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && element.contains(hit);
  };
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && isOnTop(element);
  const isButton = (element) =>
    element.matches('button:enabled, [role=button]:not([aria-disabled=true])') && element.tabIndex >= 0;
  const isForPointers = (element) => getComputedStyle(element).cursor === 'pointer' && !element.closest('a, button');
  const find = () => {
    const seen = [...within(document.body ?? document)].filter(
      (element) => (isButton(element) || isForPointers(element)) && isSeen(element),
    );
    return seen.find(isButton) ?? seen[0];
  };

  window.usable = new Promise((resolve) => {
    const frame = (next) => requestAnimationFrame(next);
    const look = () => {
      const found = find();
      if (!found) return frame(look);
      return frame(() => frame(() => resolve(report(found))));
    };
    frame(look);
  });

  const report = async (found) => {
    const atMs = performance.now();
    // Entries of tasks come a little later than the tasks.
    await new Promise((resolve) => setTimeout(resolve, 100));
    tasks.disconnect();
    const until = ({ startTime }) => startTime < atMs;
    const requests = performance.getEntriesByType('resource').filter(until);
    const scripts = requests.filter(({ name }) => name.startsWith(location.origin));
    return {
      atMs,
      label: found.getAttribute('aria-label') ?? found.textContent.trim(),
      isButton: isButton(found),
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      requests: requests.length,
      blockedMs: blocked.filter(until).reduce((sum, { duration }) => sum + duration, 0),
    };
  };
}
