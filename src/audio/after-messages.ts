/**
 * Calls back once the messages that wait now were handled. A page that was busy or frozen runs its timers first, so what
 * seems to stay away may only be waiting.
 */
export function afterMessages(callback: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(null);
}
