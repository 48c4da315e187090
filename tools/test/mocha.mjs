// The globals of mocha that unit tests use, on Node's own runner.
import * as node from 'node:test';

/** What a test says of its own time: in Node a file as a whole is bounded instead. */
const context = { timeout: () => context };

const named = (register) => (name, body) => {
  void register(name, () => body.call(context));
  return context;
};
const hook = (register) => (body) => register(() => body.call(context));

export const describe = named(node.describe);
export const it = named(node.it);
export const before = hook(node.before);
export const after = hook(node.after);
export const beforeEach = hook(node.beforeEach);
export const afterEach = hook(node.afterEach);
