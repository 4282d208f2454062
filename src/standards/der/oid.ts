import { derFault } from './fault.ts';
import { OctetsMemo } from './octets-memo.ts';

const shape = /^(?:[01]\.(?:\d|[1-3]\d)|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))*$/;
const maxOctets = 128;
/** Below it, an arc takes one more octet without leaving the integers that a number holds exactly. */
const exactLimit = 2 ** 46;
const encoded = new Map<string, Uint8Array>();
const cacheLimit = 1024;
const decoded = new OctetsMemo<string>(cacheLimit, maxOctets);

/** Tells whether `text` is an object identifier in dotted form, each arc without leading zeros (X.660). */
export function isOid(text: string): boolean {
  return text.length <= 512 && shape.test(text);
}

/**
 * Content octets of a dotted object identifier (X.690 §8.19).
 *
 * @throws CaError `bad_der` when the text is not an object identifier or needs more than 128 octets.
 */
export function oidToOctets(text: string): Uint8Array {
  const known = encoded.get(text);
  if (known) return known;
  if (!isOid(text))
    throw derFault(`${JSON.stringify(text.slice(0, 80))} is not an object identifier`);
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt);
  const octets = new Uint8Array([first * 40n + second, ...rest].flatMap(arcToOctets));
  if (octets.length > maxOctets)
    throw derFault(`object identifier longer than ${maxOctets} octets`);
  if (encoded.size < cacheLimit) encoded.set(text, octets);
  return octets;
}

function arcToOctets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

/**
 * Dotted form of the content octets of an object identifier; arcs may be as large as the octets allow.
 *
 * @throws CaError `bad_der` when empty, longer than 128 octets, cut short, or not minimal.
 */
export function octetsToOid(octets: Uint8Array): string {
  return decoded.get(octets, decode);
}

function decode(octets: Uint8Array): string {
  if (octets.length === 0 || octets.length > maxOctets)
    throw derFault('object identifier of a wrong length');
  if ((octets[octets.length - 1] ?? 0) & 0x80) throw derFault('object identifier cut short');
  let text = '';
  let arc = 0;
  let large: bigint | undefined;
  let fresh = true;
  for (const octet of octets) {
    if (fresh && octet === 0x80) throw derFault('object identifier with a padded arc');
    if (large === undefined && arc >= exactLimit) large = BigInt(arc);
    if (large === undefined) arc = arc * 128 + (octet & 0x7f);
    else large = (large << 7n) | BigInt(octet & 0x7f);
    fresh = (octet & 0x80) === 0;
    if (!fresh) continue;
    text += text === '' ? firstArcs(large ?? arc) : `.${large ?? arc}`;
    arc = 0;
    large = undefined;
  }
  return text;
}

function firstArcs(value: number | bigint): string {
  if (value < 40) return `0.${value}`;
  if (value < 80) return `1.${Number(value) - 40}`;
  return `2.${typeof value === 'number' ? value - 80 : value - 80n}`;
}
