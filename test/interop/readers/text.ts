import { toBase64 } from '#base';
import { parsePem } from '#der';
import { plain } from './words.ts';

/** What stands between two words; up to the end when the second does not follow. */
export function between(text: string, before: string, after: string): string {
  const start = text.indexOf(before);
  if (start < 0) return '';
  const rest = text.slice(start + before.length);
  const end = rest.indexOf(after);
  return end < 0 ? rest : rest.slice(0, end);
}

/** What follows a label on its line, trimmed; undefined where there is no such label. */
export function lineAfter(text: string, label: string): string | undefined {
  return text.includes(label) ? between(text, label, '\n').trim() : undefined;
}

/** The moment that follows a label on its line, in UTC, in ISO 8601. */
export function momentAfter(text: string, label: string): string | undefined {
  const words = lineAfter(text, label)?.replace(/,.*$/, '');
  return words === undefined
    ? undefined
    : isoMoment(/GMT|UTC/.test(words) ? words : `${words} UTC`);
}

/** ISO 8601, in whole seconds, of what `Date` understands. */
export function isoMoment(words: string): string {
  return new Date(words).toISOString().replace('.000Z', 'Z');
}

/** SubjectPublicKeyInfo of the public key in PEM, DER in base64. */
export function publicKeyIn(text: string): string | undefined {
  const block = parsePem(text).find(({ label }) => label === 'PUBLIC KEY');
  return block && toBase64(block.der);
}

/** The extensions of a list, each its title and its lines in plain form. `start` stands before each title. */
export function extensionsIn(text: string, start: RegExp): string[] {
  return text.split(start).slice(1).map(plain);
}

/** Text up to the first match of `end`, or all of it. */
export function upTo(text: string, end: RegExp): string {
  const at = text.search(end);
  return at < 0 ? text : text.slice(0, at);
}

/** Text without its PEM blocks. */
export function withoutPem(text: string): string {
  return text.replaceAll(/^-----BEGIN[^]*?^-----END.*\n?/gm, '');
}

/** The certificates among the PEM blocks of a text, DER in base64. */
export function certificatesIn(text: string): string[] {
  return parsePem(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ der }) => toBase64(der));
}
