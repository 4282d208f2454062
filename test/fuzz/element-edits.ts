import { utf8 } from '#base';
import { countElements, reachElement } from './elements.ts';
import type { Element, Place } from './elements.ts';
import type { Random } from './random.ts';

/** One way to change a tree of elements. All lengths are put right afterwards, so that the change reaches deep. */
type ElementEdit = (place: Place, random: Random, donor: Element) => void;

const fromHex = (list: string): Uint8Array[] =>
  list.split(' ').map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));

/** Identifier octets that mean something, to somebody, somewhere. */
const identifiers = fromHex(
  '01 02 03 04 05 06 0a 0c 13 14 16 17 18 1c 1e 24 30 31 80 81 82 86 87 88 a0 a1 a2 a3 a4',
).map(([octet = 0]) => octet);

/** Contents that some type must not have, or only just may: numbers, bits and OIDs, half characters, half elements. */
const contents: readonly Uint8Array[] = [
  new Uint8Array(0),
  ...fromHex(
    '00 ff 01 7f 80 0000 0080 ff80 7fffffff 80000000 0100000000 00ffffffffffffffff 08 0700',
  ),
  ...fromHex('0001 80ff 558003 55ff d800 0061d800 c080 eda080 efbbbf 3000 0500 3080'),
  ...'260229000000Z 20260101000000Z 20260101000000.5Z 2601010000Z 99991231235959Z'
    .split(' ')
    .map(utf8),
  ...'* . xn-- http:// @ 1.2.3.4/33 \u0000 a\u0000b \u202e 😀'.split(' ').map(utf8),
  ...[20, 21, 128, 2101, 5000].map((size) => new Uint8Array(size).fill(0x7f)),
];

const wrappers = [0x30, 0x31, 0xa0, 0xa1, 0x04];

const edits: readonly ElementEdit[] = [
  function remove({ list, index }) {
    list.splice(index, 1);
  },
  function repeat({ list, index, element }, random) {
    const copies = random.oneIn(8) ? random.below(300) : random.below(3);
    for (let i = 0; i <= copies; i++) list.splice(index, 0, element);
  },
  function swap({ list, index, element }, random) {
    const other = random.below(list.length);
    list[index] = list[other] ?? element;
    list[other] = element;
  },
  function replace({ list, index }, _random, donor) {
    list[index] = donor;
  },
  function insert({ list, index }, random, donor) {
    list.splice(index + random.below(2), 0, donor);
  },
  function identify({ element }, random) {
    element.identifier = random.oneIn(3)
      ? element.identifier ^ (1 << random.below(8))
      : random.pick(identifiers);
  },
  function fill({ element }, random) {
    element.content = random.oneIn(4) ? random.octets(random.below(40)) : random.pick(contents);
    element.inner = undefined;
  },
  function change({ element }, random) {
    const octets = element.content.slice();
    if (octets.length > 0) octets[random.below(octets.length)] = random.below(256);
    element.content = octets;
  },
  function lengthen({ element }, random) {
    const grown = new Uint8Array(element.content.length + 1 + random.below(8));
    grown.set(element.content, random.below(2));
    element.content = grown;
  },
  function shorten({ element }, random) {
    element.content = element.content.subarray(0, random.below(element.content.length + 1));
  },
  function wrap({ list, index, element }, random) {
    const times = random.oneIn(6) ? 40 : 1;
    let wrapped = element;
    for (let i = 0; i < times; i++) {
      const inner = [wrapped];
      wrapped = {
        ...element,
        identifier: random.pick(wrappers),
        content: new Uint8Array(0),
        inner,
      };
    }
    list[index] = wrapped;
  },
  function unwrap({ list, index, element }) {
    list.splice(index, 1, ...(element.inner ?? []));
  },
  function empty({ element }) {
    if (element.inner) element.inner = [];
  },
];

/**
 * A tree with a change in one of its elements, any that it holds; it may share some with the tree that it was made from,
 * which stays as it is, and with itself. `lent` are elements of another document to take from.
 */
export function editElements(
  elements: readonly Element[],
  random: Random,
  lent: readonly Element[],
): readonly Element[] {
  const count = countElements(elements);
  if (count === 0) return elements;
  const { tree, ...place } = reachElement(elements, random.below(count));
  const takesOwn = lent.length === 0 || random.oneIn(2);
  const donor = takesOwn ? reachElement(elements, random.below(count)).element : random.pick(lent);
  random.pick(edits)(place, random, donor);
  return tree;
}
