import { useSyncExternalStore } from 'react';
import { App } from '../../react/app.js';

const never = () => () => undefined;

/**
 * React gives a tag that a server has rendered neither its properties nor its listeners
 * (https://github.com/facebook/react/issues/35446); under another key it is made anew in the page.
 */
export function Page() {
  const where = useSyncExternalStore(
    never,
    () => 'page',
    () => 'server',
  );
  return <App key={where} />;
}
