import { createComponent } from '@lit/react';
import * as React from 'react';
import type { LitElement } from 'lit';

/** What a component is made of. */
interface ComponentOptions<E extends LitElement> {
  readonly tagName: string;
  readonly elementClass: typeof LitElement & (new () => E);
  /** Names of events by the props that listen to them. */
  readonly events?: Readonly<Record<string, string>>;
  /** What a property is set to when its prop goes away, where that is not what it was before. */
  readonly unset?: Properties;
  /** The component is gone, or `<Activity>` hides it. */
  readonly left?: (element: E) => void;
}

type Properties = Readonly<Record<string, unknown>>;

// On a server there is no layout, and React 18 warns of effects that wait for one.
const useLayoutEffect: typeof React.useLayoutEffect =
  typeof document === 'undefined' ? () => undefined : React.useLayoutEffect;

/**
 * A custom element as a React component: listeners, attributes, `className` and hydration by @lit/react; properties by us,
 * which sets them at every render. A person who has changed the mode would lose it to the next word of the transcript.
 */
export function component<E extends LitElement>(
  options: ComponentOptions<E>,
): React.ForwardRefExoticComponent<Properties & React.RefAttributes<E>> {
  const { tagName, elementClass, events = {}, unset = {}, left } = options;
  const Tag = createComponent<E, Readonly<Record<string, string>>>({
    react: { ...React, useLayoutEffect },
    tagName,
    elementClass,
    events,
  });
  const Component = React.forwardRef<E, Properties>(function (props, ref) {
    const element = React.useRef<E>(null);
    const [properties, rest] = parted(props, (name) => elementClass.elementProperties.has(name));
    useProperties(element, properties, unset);
    useLeft(element, left);
    React.useImperativeHandle(ref, () => element.current as E, []);
    return React.createElement(Tag as React.ElementType, { ...rest, ref: element });
  });
  Component.displayName = elementClass.name;
  return Component;
}

/** Sets what differs from the last render, also from before `<Suspense>` has hidden the element. */
function useProperties(ref: React.RefObject<object | null>, properties: Properties, unset: Properties): void {
  const before = React.useRef<Properties>({});
  const initial = React.useRef<Record<string, unknown>>({ ...unset });
  useLayoutEffect(() => {
    const element = ref.current as Record<string, unknown> | null;
    if (!element) return;
    for (const name of new Set([...Object.keys(before.current), ...Object.keys(properties)])) {
      const value = properties[name];
      if (Object.is(value, before.current[name])) continue;
      if (!(name in initial.current)) initial.current[name] = element[name];
      element[name] = value === undefined ? initial.current[name] : value;
    }
    before.current = properties;
  });
}

/**
 * Calls when the component is gone or hidden for good: StrictMode takes effects back only to run them again. `<Suspense>`
 * leaves this kind of effect alone while it hides the element.
 */
function useLeft<E>(ref: React.RefObject<E | null>, left: (element: E) => void = () => undefined): void {
  const leaving = React.useRef<ReturnType<typeof setTimeout>>(undefined);
  React.useEffect(() => {
    const { current } = ref;
    clearTimeout(leaving.current);
    return () => {
      if (current) leaving.current = setTimeout(() => left(current));
    };
  }, [ref, left]);
}

function parted(props: Properties, isFirst: (name: string) => boolean): [Properties, Properties] {
  const entries = Object.entries(props);
  const those = (wanted: boolean): Properties =>
    Object.fromEntries(entries.filter(([name]) => isFirst(name) === wanted));
  return [those(true), those(false)];
}
