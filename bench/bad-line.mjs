// A line with a long way and with losses, between a page and a LiveKit server: the datagrams of both ways go through here.
import { createSocket } from 'node:dgram';

const HOST = '127.0.0.1';

/**
 * Opens the line to the server's UDP port. `strain(page)` makes a page use it, before it connects; `close()` ends it. Which
 * datagrams get lost is the same in each run.
 */
export async function openBadLine(serverPort, { oneWayMs, lossShare }) {
  const isLost = dice(lossShare);
  const upstreams = new Map();
  const near = createSocket('udp4');
  const later = (send) => {
    if (!isLost()) setTimeout(send, oneWayMs);
  };
  let isClosed = false;
  near.on('message', (datagram, from) => {
    const upstream = upstreamOf(from);
    later(() => isClosed || upstream.send(datagram, serverPort, HOST));
  });
  await new Promise((resolve) => near.bind(0, HOST, resolve));

  // The server tells its peers apart by their addresses.
  function upstreamOf({ address, port }) {
    const name = `${address}:${port}`;
    const known = upstreams.get(name);
    if (known) return known;
    const upstream = createSocket('udp4');
    upstream.on('message', (datagram) => later(() => isClosed || near.send(datagram, port, address)));
    upstreams.set(name, upstream);
    return upstream;
  }

  return {
    strain: (page) => page.evaluate(goThrough, { serverPort, linePort: near.address().port }),
    close() {
      isClosed = true;
      for (const socket of [near, ...upstreams.values()]) socket.close();
    },
  };
}

/** Runs in the page: what it knows of the server's address is the line's, and the server hears nothing of its own. */
function goThrough({ serverPort, linePort }) {
  const Peer = window.RTCPeerConnection;
  const led = (text) => text.replaceAll(` 127.0.0.1 ${serverPort} `, ` 127.0.0.1 ${linePort} `);
  const isWay = (text) => / udp /i.test(text) && text.includes(` ${serverPort} `);
  window.RTCPeerConnection = class extends Peer {
    constructor(config) {
      super({ ...config, iceServers: [] });
    }
    setConfiguration(config) {
      super.setConfiguration({ ...config, iceServers: [] });
    }
    set onicecandidate(_) {
      // By an address of the page's own the server would find a way around.
    }
    addIceCandidate(given) {
      if (!given?.candidate) return super.addIceCandidate(given);
      if (!isWay(given.candidate)) return Promise.resolve();
      return super.addIceCandidate({ ...given.toJSON?.(), ...given, candidate: led(given.candidate) });
    }
    setRemoteDescription({ type, sdp }) {
      const lines = sdp.split('\r\n').filter((text) => !text.startsWith('a=candidate') || isWay(text));
      return super.setRemoteDescription({ type, sdp: lines.map(led).join('\r\n') });
    }
  };
}

/** True so often, in an order that is the same each time. */
function dice(share) {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < share;
  };
}
