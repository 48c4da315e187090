import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { AvatarPttError } from '../../../src/core/error.js';
import {
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  parseTurnTakingAttribute,
  valueAt,
} from '../../../src/core/settings/merge-turn-taking.js';
import { TURN_TAKING_FIELDS, type TurnTakingField } from '../../../src/core/settings/turn-taking-fields.js';
import '../seed.js';

/** A value that the field accepts. */
function valueFor(field: TurnTakingField): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'number':
      return fc.double({ min: field.min, max: field.max, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...field.values);
    case 'name':
      return fc.constantFrom('silence', 'smart-turn-v3', 'a_b.c');
  }
}

/** Any subset of the settings, with accepted values. */
const patches = fc
  .tuple(...TURN_TAKING_FIELDS.map((field) => fc.option(valueFor(field), { nil: undefined })))
  .map((values) => {
    const patch: Record<string, unknown> = {};
    TURN_TAKING_FIELDS.forEach(({ path }, index) => {
      const [head, leaf] = path.split('.') as [string, string | undefined];
      if (values[index] === undefined) return;
      patch[head] =
        leaf === undefined ? values[index] : { ...(patch[head] as object | undefined), [leaf]: values[index] };
    });
    return patch;
  });

function isValid(field: TurnTakingField, value: unknown): boolean {
  if (field.kind === 'boolean') return typeof value === 'boolean';
  if (field.kind === 'enum') return field.values.includes(value as string);
  if (field.kind === 'name') return typeof value === 'string' && value !== '';
  const [min, max] = field.clamp ?? [field.min, field.max];
  return typeof value === 'number' && value >= min && value <= max;
}

describe('mergeTurnTaking, for any patch', () => {
  it('makes complete and valid options of every accepted patch', () => {
    fc.assert(
      fc.property(patches, patches, (first, second) => {
        const merged = mergeTurnTaking(mergeTurnTaking(DEFAULT_TURN_TAKING, first), second);
        for (const field of TURN_TAKING_FIELDS)
          expect(isValid(field, valueAt(merged, field.path)), field.path).to.be.true;
        expect(Object.keys(merged)).to.have.members(Object.keys(DEFAULT_TURN_TAKING));
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(patches, (patch) => {
        const once = mergeTurnTaking(DEFAULT_TURN_TAKING, patch);
        expect(mergeTurnTaking(once, patch)).to.equal(once);
        expect(mergeTurnTaking(once, once)).to.equal(once);
        expect(mergeTurnTaking(DEFAULT_TURN_TAKING, JSON.parse(JSON.stringify(once)))).to.deep.equal(once);
      }),
    );
  });

  it('throws nothing but an AvatarPttError and pollutes nothing, whatever the JSON', () => {
    const keys = fc.constantFrom(
      ...Object.keys(DEFAULT_TURN_TAKING),
      'stopSecs',
      '__proto__',
      'constructor',
      'a.b',
      '',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 3 }, fc.jsonValue(), fc.dictionary(keys, tie('tree'))),
    }));
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    fc.assert(
      fc.property(tree, (value) => {
        attempt(() => mergeTurnTaking(DEFAULT_TURN_TAKING, JSON.parse(JSON.stringify(value))));
      }),
      { numRuns: 1000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).join()).to.equal(before);
    expect(JSON.stringify(DEFAULT_TURN_TAKING)).to.equal(JSON.stringify(mergeTurnTaking(DEFAULT_TURN_TAKING, {})));
  });
});

describe('parseTurnTakingAttribute, for any text', () => {
  it('throws nothing but an AvatarPttError, and what it gives can be merged', () => {
    const attributes = fc.constantFrom(...TURN_TAKING_FIELDS.map(({ attribute }) => attribute));
    const texts = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('', 'true', 'false', 'custom'));
    fc.assert(
      fc.property(attributes, texts, (attribute, text) => {
        const patch = attempt(() => parseTurnTakingAttribute(attribute, text));
        if (patch !== null) mergeTurnTaking(DEFAULT_TURN_TAKING, patch);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads back every accepted value', () => {
    for (const field of TURN_TAKING_FIELDS) {
      fc.assert(
        fc.property(valueFor(field), (value) => {
          const merged = mergeTurnTaking(DEFAULT_TURN_TAKING, parseTurnTakingAttribute(field.attribute, String(value)));
          expect(isValid(field, valueAt(merged, field.path))).to.be.true;
        }),
        { numRuns: 20 },
      );
    }
  });
});

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    expect(error).to.be.instanceOf(AvatarPttError);
    return null;
  }
}
