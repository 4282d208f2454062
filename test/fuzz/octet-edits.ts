import { concat } from '#base';
import { countElements, reachElement, readElements } from './elements.ts';
import type { Random } from './random.ts';

/** One way to change octets, blind to what they mean except where its name says so. */
type OctetEdit = (octets: Uint8Array, random: Random, donor: Uint8Array) => Uint8Array;

/** Octets at which lengths, signs and forms turn over. */
const telling = [
  0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0xfe, 0xff, 0x1f, 0x30, 0x3f, 0xa0,
];

/** Length fields that are none, do not fit, or say too much. */
const lengthFields = (
  '80 8100 817f 820001 83000001 8400000001 84ffffffff 847fffffff 8480000000 850000000001 ' +
  '88ffffffffffffffff ff 82ffff 81ff'
)
  .split(' ')
  .map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));

const edits: readonly OctetEdit[] = [
  function flipBits(octets, random) {
    return changed(octets, random, (octet) => octet ^ (1 << random.below(8)));
  },
  function setOctets(octets, random) {
    return changed(octets, random, () => random.below(256));
  },
  function setTelling(octets, random) {
    return changed(octets, random, () => random.pick(telling));
  },
  function step(octets, random) {
    return changed(octets, random, (octet) => octet + (random.oneIn(2) ? 1 : 255));
  },
  function truncate(octets, random) {
    return octets.slice(0, random.below(octets.length + 1));
  },
  function behead(octets, random) {
    return octets.slice(random.below(octets.length + 1));
  },
  function append(octets, random) {
    return concat(octets, random.octets(1 + random.below(8)));
  },
  function remove(octets, random) {
    const [from, to] = range(octets, random);
    return concat(octets.subarray(0, from), octets.subarray(to));
  },
  function repeat(octets, random) {
    const [from, to] = range(octets, random);
    return concat(octets.subarray(0, to), octets.subarray(from));
  },
  function insert(octets, random) {
    const at = random.below(octets.length + 1);
    return concat(octets.subarray(0, at), random.octets(1 + random.below(8)), octets.subarray(at));
  },
  function splice(octets, random, donor) {
    const [from, to] = range(donor, random);
    const at = random.below(octets.length + 1);
    return concat(octets.subarray(0, at), donor.subarray(from, to), octets.subarray(at));
  },
  function cross(octets, random, donor) {
    return concat(
      octets.subarray(0, random.below(octets.length + 1)),
      donor.subarray(random.below(donor.length + 1)),
    );
  },
  function rewriteLength(octets, random) {
    const at = lengthAt(octets, random);
    return concat(octets.subarray(0, at), random.pick(lengthFields), octets.subarray(at + 1));
  },
  function shiftLength(octets, random) {
    const at = lengthAt(octets, random);
    const copy = octets.slice();
    copy[at] = (copy[at] ?? 0) + random.pick([1, 2, 127, 128, 254, 255]);
    return copy;
  },
  function padLength(octets, random) {
    const at = lengthAt(octets, random);
    const length = octets[at] ?? 0;
    const padded = length < 0x80 ? [0x81, length] : [length + 1, 0];
    return concat(octets.subarray(0, at), new Uint8Array(padded), octets.subarray(at + 1));
  },
];

/** Octets with one change more; `donor` is another document to take from. */
export function editOctets(octets: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  return random.pick(edits)(octets, random, donor);
}

function changed(
  octets: Uint8Array,
  random: Random,
  change: (octet: number) => number,
): Uint8Array {
  const copy = octets.slice();
  if (copy.length === 0) return copy;
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(copy.length);
    copy[at] = change(copy[at] ?? 0);
  }
  return copy;
}

function range(octets: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(octets.length + 1);
  return [from, from + random.below(Math.min(64, octets.length - from) + 1)];
}

/** Where the length field of some element stands; any octet, where no elements can be made out. */
function lengthAt(octets: Uint8Array, random: Random): number {
  const elements = readElements(octets) ?? [];
  const count = countElements(elements);
  if (count === 0) return random.below(octets.length + 1);
  return reachElement(elements, random.below(count)).element.start + 1;
}
