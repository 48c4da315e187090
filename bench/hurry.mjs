// A page on which time runs faster than it does.

/**
 * Runs in a page before anything of its own; `hurry(times)` begins. From then on clocks run that many times as fast, timers
 * ring that much earlier, and each frame of the display calls its callbacks that many times, one after the other. What the
 * audio thread says of each 20 ms of sound is heard `heardTimes`, until `most` were. `passed` counts what was driven.
 */
export function prepareHurry() {
  let times = 1;
  let heard = 1;
  let mostHeard = Infinity;
  let startedAt = 0;
  const passed = { frames: 0, batches: 0, timers: 0 };
  const clock = performance.now.bind(performance);
  const { timeOrigin } = performance;
  const now = () => startedAt + (clock() - startedAt) * times;
  performance.now = now;
  Date.now = () => Math.round(timeOrigin + now());
  hurryTimers();
  hurryFrames();
  hurryAudio();
  window.hurry = (factor, heardTimes = factor, most = Infinity) => {
    startedAt = clock();
    times = factor;
    heard = heardTimes;
    mostHeard = most;
  };
  window.passed = () => ({ ...passed });

  function hurryTimers() {
    const { setTimeout, setInterval } = window;
    const counted = (call) =>
      typeof call === 'function'
        ? (...given) => {
            passed.timers++;
            return call(...given);
          }
        : call;
    window.setTimeout = (call, ms = 0, ...given) => setTimeout(counted(call), ms / times, ...given);
    window.setInterval = (call, ms = 0, ...given) => setInterval(counted(call), ms / times, ...given);
  }

  function hurryFrames() {
    const { requestAnimationFrame } = window;
    const waiting = new Map();
    let lastId = 0;
    let isAsked = false;
    const ask = () => {
      if (!isAsked) requestAnimationFrame(frame);
      isAsked = true;
    };
    const frame = () => {
      isAsked = false;
      for (let round = 0; round < times && waiting.size > 0; round++) {
        passed.frames++;
        for (const [id, call] of [...waiting]) if (waiting.delete(id)) guarded(call);
      }
      if (waiting.size > 0) ask();
    };
    // What one callback throws must not keep the others from their frame.
    const guarded = (call) => {
      try {
        call(now());
      } catch (error) {
        reportError(error);
      }
    };
    window.requestAnimationFrame = (call) => {
      waiting.set(++lastId, call);
      ask();
      return lastId;
    };
    window.cancelAnimationFrame = (id) => void waiting.delete(id);
  }

  function hurryAudio() {
    window.AudioWorkletNode = class extends AudioWorkletNode {
      constructor(...given) {
        super(...given);
        const { port } = this;
        const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
        const again = (hear) => (event) => {
          hear.call(port, event);
          if (event.data.type !== 'batch') return;
          const { length } = event.data.pieces;
          passed.batches += length;
          for (let i = 1; i < heard && passed.batches < mostHeard; i++, passed.batches += length)
            hear.call(port, event);
        };
        Object.defineProperty(port, 'onmessage', { set: (hear) => set.call(port, again(hear)) });
      }
    };
  }
}
