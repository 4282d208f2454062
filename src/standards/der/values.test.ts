import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findHex, isCaError, toHex } from '#base';
import { checkDer, parseDer } from './reader.ts';
import type { DerReader } from './reader.ts';
import { constructedTag, contextTag, tag } from './tags.ts';
import {
  bitString,
  boolean,
  constructed,
  encodeDer,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedBits,
  nothing,
  octetString,
  oid,
  primitive,
  raw,
  sequence,
  setOf,
  text,
  time,
  unsignedInteger,
} from './values.ts';
import type { DerValue } from './values.ts';

const octets = (hex: string): Uint8Array => findHex(hex) ?? new Uint8Array(0);
const badDer = (detail: RegExp): object => ({ name: 'CaError', code: 'bad_der', detail });
const ascii = (words: string): string => toHex(Buffer.from(words));

test('every value is written as its standard says', () => {
  const cases: readonly [value: DerValue, hex: string][] = [
    [boolean(true), '0101ff'],
    [boolean(false), '010100'],
    [boolean(true, contextTag(1)), '8101ff'],
    [nothing(), '0500'],
    [integer(0), '020100'],
    [integer(127), '02017f'],
    [integer(128n), '02020080'],
    [integer(255), '020200ff'],
    [integer(256), '02020100'],
    [integer(-1), '0201ff'],
    [integer(-128), '020180'],
    [integer(-129), '0202ff7f'],
    [integer(-32_768), '02028000'],
    [integer(2n ** 64n), '0209010000000000000000'],
    [integer(5, tag.enumerated), '0a0105'],
    [unsignedInteger(octets('')), '020100'],
    [unsignedInteger(octets('00')), '020100'],
    [unsignedInteger(octets('0000')), '020100'],
    [unsignedInteger(octets('007f')), '02017f'],
    [unsignedInteger(octets('80')), '02020080'],
    [unsignedInteger(octets('000080')), '02020080'],
    [oid('2.5.4.3'), '0603550403'],
    [oid('2.5.4.3', contextTag(8)), '8803550403'],
    [octetString(octets('6162')), '04026162'],
    [octetString(nothing()), '04020500'],
    [octetString(octets('61'), contextTag(0)), '800161'],
    [octetString(nothing(), contextTag(0)), '80020500'],
    [bitString(octets('')), '030100'],
    [bitString(octets('ff')), '030200ff'],
    [bitString(octets('f0'), 4), '030204f0'],
    [bitString(octets('80'), 7, contextTag(1)), '81020780'],
    [text(tag.utf8String, 'ä'), '0c02c3a4'],
    [text(tag.ia5String, 'a', contextTag(2)), '820161'],
    [sequence(), '3000'],
    [sequence(integer(1), undefined, nothing()), '30050201010500'],
    [constructed(constructedTag(3), nothing()), 'a3020500'],
    [explicit(0, integer(2)), 'a003020102'],
    [implicit(contextTag(1), integer(2)), '810102'],
    [implicit(constructedTag(1), sequence(nothing())), 'a1020500'],
    [primitive(contextTag(6), octets('61')), '860161'],
    [raw(octets('0500')), '0500'],
  ];
  for (const [value, hex] of cases) assert.equal(toHex(encodeDer(value)), hex);
});

test('named bits leave out the zero bits behind the last one', () => {
  const cases: [bits: number[], hex: string][] = [
    [[], '030100'],
    [[0], '03020780'],
    [[5, 6], '03020106'],
    [[0, 7], '03020081'],
    [[8], '0303070080'],
    [[3, 3, 0], '03020490'],
  ];
  for (const [bits, hex] of cases) assert.equal(toHex(encodeDer(namedBits(bits))), hex);
});

test('the elements of a SET OF stand in ascending order of their encodings', () => {
  const cases: [values: DerValue[], hex: string][] = [
    [[], '3100'],
    [[integer(3), integer(1), integer(2)], '3109020101020102020103'],
    [[integer(256), integer(2), boolean(true)], '310a0101ff02010202020100'],
    [[nothing(), nothing()], '310405000500'],
  ];
  for (const [values, hex] of cases) assert.equal(toHex(encodeDer(setOf(values))), hex);
  assert.equal(toHex(encodeDer(setOf([nothing()], constructedTag(0)))), 'a0020500');
  const many = Array.from({ length: 130_000 }, () => nothing());
  assert.equal(encodeDer(setOf(many)).length, 5 + 2 * many.length);
});

test('Time is UTCTime through 2049 and GeneralizedTime from 2050 and before 1950', () => {
  const cases: [iso: string, header: string, words: string][] = [
    ['1949-12-31T23:59:59Z', '180f', '19491231235959Z'],
    ['1950-01-01T00:00:00Z', '170d', '500101000000Z'],
    ['1999-12-31T23:59:59Z', '170d', '991231235959Z'],
    ['2000-01-01T00:00:00Z', '170d', '000101000000Z'],
    ['2049-12-31T23:59:59Z', '170d', '491231235959Z'],
    ['2049-12-31T23:59:59.999Z', '170d', '491231235959Z'],
    ['2050-01-01T00:00:00Z', '180f', '20500101000000Z'],
    ['9999-12-31T23:59:59Z', '180f', '99991231235959Z'],
  ];
  for (const [iso, header, words] of cases) {
    const der = encodeDer(time(Date.parse(iso)));
    assert.equal(toHex(der), header + ascii(words), iso);
    const second = Math.floor(Date.parse(iso) / 1000) * 1000;
    assert.equal(
      parseDer(der, (reader) => reader.time()),
      second,
    );
  }
  assert.equal(
    toHex(encodeDer(generalizedTime(Date.UTC(2026, 0, 1), contextTag(0)))),
    `800f${ascii('20260101000000Z')}`,
  );
});

test('what has no encoding is refused', () => {
  const cases: [work: () => DerValue, fault: RegExp][] = [
    [() => time(Number.NaN), /time outside the years/],
    [() => time(Infinity), /time outside the years/],
    [() => time(1e300), /time outside the years/],
    [() => time(Date.UTC(10_000, 0, 1)), /time outside the years/],
    [() => generalizedTime(-1e14), /time outside the years/],
    [() => oid('1.40'), /is not an object identifier/],
    [() => text(tag.printableString, '@'), /PrintableString with a character/],
    [() => text(tag.bmpString, '\ud800'), /half a surrogate pair/],
    [() => text(tag.octetString, 'a'), /where a string was expected/],
    [() => bitString(octets('ff'), 1), /unused bits that are not zero/],
    [() => bitString(octets(''), 1), /unused bits that are not zero/],
  ];
  for (const [work, fault] of cases) assert.throws(() => encodeDer(work()), badDer(fault));
});

test('a value is written as often as it is asked for', () => {
  const value = sequence(
    integer(1),
    setOf([nothing()]),
    implicit(contextTag(0), octetString(octets('61'))),
  );
  assert.equal(toHex(encodeDer(value)), toHex(encodeDer(value)));
  assert.equal(
    toHex(encodeDer(sequence(value, value))).length,
    4 + 2 * toHex(encodeDer(value)).length,
  );
});

test('values may encode others while they are being written', () => {
  const lazy: DerValue = (writer) => {
    writer.octets(encodeDer(sequence(integer(2), raw(encodeDer(nothing())))));
  };
  assert.equal(
    toHex(encodeDer(sequence(integer(1), lazy, integer(3)))),
    '300d02010130050201020500020103',
  );
});

test('a value that throws leaves nothing behind, however deep it stands', () => {
  const bad: DerValue = () => {
    throw new RangeError('of the value');
  };
  const caught: DerValue = (writer) => {
    assert.throws(() => encodeDer(sequence(bad, integer(9))), RangeError);
    writer.octet(7);
  };
  assert.throws(() => encodeDer(sequence(integer(1), bad, octetString(new Uint8Array(70_000)))));
  assert.equal(toHex(encodeDer(sequence(caught, nothing()))), '3003070500');
  assert.equal(toHex(encodeDer(nothing())), '0500');
});

test('messages beyond 64 KiB and beyond a megabyte are written whole', () => {
  for (const size of [65_530, 65_536, 200_000, 3_000_000]) {
    const content = new Uint8Array(size).fill(0x5a);
    const der = encodeDer(
      sequence(integer(1), octetString(content), sequence(octetString(content))),
    );
    const read = parseDer(
      der,
      (reader) =>
        reader.sequence((inner) => [
          inner.integerOctets(),
          inner.octetString(),
          inner.sequence((each) => each.octetString()),
        ]),
      der.length,
    );
    assert.deepEqual(
      read.map((each) => each.length),
      [1, size, size],
    );
    assert.ok(read.slice(1).every((each) => each.every((octet) => octet === 0x5a)));
  }
});

/** A message as plain data: what the properties below compare. */
type Tree =
  | { readonly tag: number; readonly children: readonly Tree[] }
  | { readonly tag: number; readonly leaf: unknown };

const plain = { noNullPrototype: true };
const hex = fc.uint8Array().map(toHex);
const second = fc.integer({ min: -631_152_000, max: 2_524_607_999 });
const leaf = (identifier: fc.Arbitrary<number>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Tree> =>
  fc.record({ tag: identifier, leaf: value }, plain);

const leaves = fc.oneof(
  leaf(fc.constant(tag.boolean), fc.boolean()),
  leaf(fc.constant(tag.null), fc.constant(null)),
  leaf(fc.constantFrom(tag.integer, tag.enumerated), fc.bigInt()),
  leaf(fc.constantFrom(tag.octetString, tag.bitString), hex),
  leaf(
    fc.constant(tag.oid),
    fc.nat().map((arc) => `2.5.${arc}`),
  ),
  leaf(fc.constant(tag.utf8String), fc.string({ unit: 'binary' })),
  leaf(
    fc.constant(tag.utcTime),
    second.map((each) => each * 1000),
  ),
  leaf(fc.integer({ min: contextTag(0), max: contextTag(30) }), hex),
);

const { tree: trees } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaves,
    fc.record(
      {
        tag: fc.constantFrom(tag.sequence, tag.set, constructedTag(0), constructedTag(30), 0x28),
        children: fc.array(tie('tree'), { maxLength: 5 }),
      },
      plain,
    ),
  ),
}));

function valueOf(tree: Tree): DerValue {
  if ('children' in tree) return constructed(tree.tag, ...tree.children.map(valueOf));
  const { leaf } = tree;
  switch (tree.tag) {
    case tag.boolean:
      return boolean(leaf === true);
    case tag.null:
      return nothing();
    case tag.integer:
    case tag.enumerated:
      return integer(BigInt(String(leaf)), tree.tag);
    case tag.oid:
      return oid(String(leaf));
    case tag.utf8String:
      return text(tag.utf8String, String(leaf));
    case tag.utcTime:
      return time(Number(leaf));
    case tag.bitString:
      return bitString(octets(String(leaf)));
    default:
      return octetString(octets(String(leaf)), tree.tag);
  }
}

function treeOf(reader: DerReader): Tree {
  const identifier = reader.nextTag ?? 0;
  if (identifier & 0x20) return { tag: identifier, children: reader.list(treeOf, identifier) };
  switch (identifier) {
    case tag.boolean:
      return { tag: identifier, leaf: reader.boolean() };
    case tag.null:
      return { tag: identifier, leaf: reader.null() };
    case tag.integer:
    case tag.enumerated:
      return { tag: identifier, leaf: reader.integer(identifier) };
    case tag.oid:
      return { tag: identifier, leaf: reader.oid() };
    case tag.utf8String:
      return { tag: identifier, leaf: reader.string(tag.utf8String) };
    case tag.utcTime:
      return { tag: identifier, leaf: reader.time() };
    case tag.bitString:
      return { tag: identifier, leaf: toHex(reader.bitStringOctets()) };
    default:
      return { tag: identifier, leaf: toHex(reader.octetString(identifier)) };
  }
}

test('whatever tree is written is read back', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const der = encodeDer(valueOf(tree));
      checkDer(der);
      assert.deepEqual(parseDer(der, treeOf), tree);
    }),
    { numRuns: 300 },
  );
});

test('whatever is read is written back the same, from damaged messages too', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 });
  fc.assert(
    fc.property(trees, damage, (tree, changes) => {
      const der = encodeDer(valueOf(tree));
      for (const [at, octet] of changes) der[at % der.length] = octet;
      const read = whenAccepted(() => parseDer(der, treeOf));
      if (read) assert.equal(toHex(encodeDer(valueOf(read))), toHex(der));
      const copy = whenAccepted(() => parseDer(der, copyOf));
      if (copy) assert.equal(toHex(encodeDer(copy)), toHex(der));
    }),
    { numRuns: 1500 },
  );
});

/** Rewrites what stands there without a look at any value. */
function copyOf(reader: DerReader): DerValue {
  const identifier = reader.nextTag ?? 0;
  return identifier & 0x20
    ? constructed(identifier, ...reader.list(copyOf, identifier))
    : primitive(identifier, reader.content(identifier));
}

/** The result; undefined when a `CaError` says no. */
function whenAccepted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isCaError(error, 'bad_der')) throw error;
    return undefined;
  }
}

test('no octets whatever make the reader throw anything but bad_der', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      whenAccepted(() => parseDer(bytes, treeOf));
      whenAccepted(() => checkDer(bytes));
    }),
    { numRuns: 2000 },
  );
});
