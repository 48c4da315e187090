import type { PropertyDeclaration } from 'lit';
import { property as propertyOfLit } from 'lit/decorators.js';

/**
 * As Lit's, and the default again when it is set to null or undefined, as frameworks do with what they take away. The
 * default is what the class gives it first; an accessor of its own knows by itself.
 */
export function property(options?: PropertyDeclaration) {
  return (prototype: object, name: string): void => {
    const isOwn = Object.hasOwn(prototype, name);
    // Of an accessor it returns what is there already.
    propertyOfLit(options)(prototype, name);
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    if (isOwn || !descriptor) return;
    const initial: unknown[] = [];
    Object.defineProperty(prototype, name, {
      ...descriptor,
      set(value: unknown) {
        if (initial.length === 0) initial.push(value);
        descriptor.set?.call(this, value ?? initial[0]);
      },
    });
  };
}
