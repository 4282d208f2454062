import { utf8 } from '#base';
import { badName, parseNaming } from './bad-name.ts';
import { attributeOid, findAttributeType } from './name-attributes.ts';
import { nameSchema } from './name-schema.ts';
import type { Name, NameAttribute } from './name.ts';
import { excerpt, replaceHidden } from './visible-text.ts';

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name of a text in the syntax of RFC 4514, except that the attributes stand in the order of the certificate:
 * `C=AT,O=Example,CN=host.example.com`. Types are aliases in any case or dotted OIDs; spaces around types and values
 * do not count; a comma in a value is written `\,`. The empty text is the empty name.
 *
 * @throws CaError `bad_name` when the text is not of this form, joins attributes with `+`, gives a value as `#hex`, is
 *   of the old form `/C=AT/CN=…`, or breaks a rule of `nameSchema`.
 */
export function name(text: string): Name {
  const trimmed = trimSpaces(text);
  if (trimmed === '') return [];
  if (trimmed.startsWith('/')) {
    const better = trimmed.slice(1).replaceAll('/', ',');
    throw badName(`Write ${excerpt(better)} instead of ${excerpt(text)}`);
  }
  return parseNaming(nameSchema, splitAttributes(text).map(parseAttribute));
}

/**
 * The text of a name that `name()` reads back. Safe on a terminal: characters that do not show, control and
 * bidirectional characters among them, are written as hex pairs of their UTF-8 (`\1b`). Not made for comparing names.
 */
export function formatName(name: Name): string {
  return name
    .map(({ oid, value }) => `${findAttributeType(oid)?.label ?? oid}=${escapeValue(value)}`)
    .join(',');
}

function splitAttributes(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') {
      i++;
    } else if (character === ',') {
      parts.push(text.slice(start, i));
      start = i + 1;
    } else if ('+;"<>'.includes(character)) {
      throw badName(`Write \\${character} for ${character} in the name ${excerpt(text)}`);
    }
  }
  return [...parts, text.slice(start)];
}

function parseAttribute(part: string): NameAttribute {
  const equals = part.indexOf('=');
  if (equals < 0)
    throw badName(
      `Write TYPE=value, separated by commas, instead of ${excerpt(part) || 'nothing'}`,
    );
  const raw = trimSpaces(part.slice(equals + 1));
  if (raw.startsWith('#'))
    throw badName(`Write ${excerpt(`\\${raw}`)}: values in hex after a # are not supported`);
  return {
    oid: attributeOid(trimSpaces(part.slice(0, equals)), 'anyCase'),
    value: unescapeValue(raw),
  };
}

/** Spaces on both sides fall away, but for one at the end that a backslash keeps. */
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  let backslashes = 0;
  while (text[end - 1 - backslashes] === '\\') backslashes++;
  return text.slice(start, backslashes % 2 === 1 ? end + 1 : end);
}

function unescapeValue(raw: string): string {
  return raw.replace(
    /((?:\\[0-9a-fA-F]{2})+)|\\([\s\S]?)/g,
    (escape, pairs: string | undefined, special: string | undefined) => {
      if (pairs !== undefined) return decodePairs(pairs);
      if (special && ' "#+,;<=>\\'.includes(special)) return special;
      throw badName(`${excerpt(escape)} escapes nothing; write \\\\ for a backslash`);
    },
  );
}

function decodePairs(pairs: string): string {
  try {
    return utf8Decoder.decode(Buffer.from(pairs.replaceAll('\\', ''), 'hex'));
  } catch {
    throw badName(`${excerpt(pairs)} is not UTF-8`);
  }
}

function escapeValue(value: string): string {
  const escaped = value.replace(/["+,;<>\\]|^[ #]| $/g, '\\$&');
  return replaceHidden(escaped, hexPairs);
}

function hexPairs(character: string): string {
  return Array.from(utf8(character), (octet) => `\\${octet.toString(16).padStart(2, '0')}`).join(
    '',
  );
}
