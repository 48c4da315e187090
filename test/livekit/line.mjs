// The line between the page and the server, to be cut: the browser's own words about a lost network never show.

/** Lets the line of a page be cut from now on; `cut` and `mend` for whoever connects later. */
export async function lineOf({ page }) {
  await page.evaluate(makeCuttable);
  return {
    cut: () => page.evaluate(() => window.line.cut()),
    mend: () => page.evaluate(() => window.line.mend()),
    /** Whether messages get through: a room that comes back by itself says nothing of it. */
    isOpen: () => page.evaluate(() => window.line.isOpen()),
  };
}

/** Runs in the page. */
function makeCuttable() {
  const [Socket, ask] = [window.WebSocket, window.fetch];
  const open = new Set();
  let isCut = false;
  window.line = {
    cut() {
      isCut = true;
      for (const socket of open) socket.close();
    },
    mend() {
      isCut = false;
    },
    isOpen: () => [...open].some(({ readyState }) => readyState === Socket.OPEN),
  };

  /** As one that finds no server. */
  class DeadSocket extends EventTarget {
    readyState = Socket.CONNECTING;
    constructor() {
      super();
      setTimeout(() => {
        this.readyState = Socket.CLOSED;
        this.#tell('error', new Event('error'));
        this.#tell('close', new CloseEvent('close', { code: 1006 }));
      }, 20);
    }
    close() {}
    send() {}
    #tell(type, event) {
      this.dispatchEvent(event);
      this[`on${type}`]?.(event);
    }
  }

  window.WebSocket = new Proxy(Socket, {
    construct(target, args) {
      if (isCut) return new DeadSocket();
      const socket = new target(...args);
      open.add(socket);
      socket.addEventListener('close', () => open.delete(socket));
      return socket;
    },
  });
  window.fetch = (...args) => (isCut ? Promise.reject(new TypeError('Failed to fetch')) : ask(...args));
}
