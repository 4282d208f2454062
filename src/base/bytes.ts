import { timingSafeEqual } from 'node:crypto';

/** Lower-case hex, two digits a byte, no separators. */
export function toHex(bytes: Uint8Array): string {
  return view(bytes).toString('hex');
}

/** Upper-case hex with a colon between bytes: how fingerprints and key identifiers are shown. */
export function toColonHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += colonPairs[byte];
  return text.slice(1);
}

/** Each byte as it stands behind another one. */
const colonPairs: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `:${byte.toString(16).padStart(2, '0').toUpperCase()}`,
);

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return view(bytes).toString('base64');
}

/** base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url');
}

/** Bytes of standard base64, padding required; undefined when the text is anything else. */
export function findBase64(text: string): Uint8Array | undefined {
  if (text.length <= shortText) return findShortBase64(text);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Up to here, as with the identifiers of keys, asking the runtime takes longer than the work itself. */
const shortText = 64;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets: Int8Array = Int8Array.from({ length: 128 }, (_, code) =>
  alphabet.indexOf(String.fromCharCode(code)),
);

function findShortBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = Number(text.endsWith('=')) + Number(text.endsWith('=='));
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  for (let i = 0, at = 0; i < text.length - padding; i++) {
    const sextet = sextets[text.charCodeAt(i)] ?? -1;
    if (sextet < 0) return undefined;
    bits = ((bits << 6) | sextet) & 0xffffff;
    if (i % 4 > 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}

/** Bytes of hex in either case, an even number of digits; undefined when the text is anything else. */
export function findHex(text: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One array holding all of `parts` in order. Not for hot paths: there, write into one buffer. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Tells whether both hold the same bytes. Takes as long as the data is alike: not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return a.length <= shortBytes ? equalOctets(a, b) : Buffer.compare(a, b) === 0;
}

/** Up to here, as with digests and nonces, asking the runtime takes longer than the work itself. */
const shortBytes = 64;

function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** As {@link equalBytes}, in time that depends on the lengths alone: for secrets and their digests. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
