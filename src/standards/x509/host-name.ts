import { domainToASCII, domainToUnicode } from 'node:url';
import { isIa5 } from '#der';
import { badName } from './bad-name.ts';
import { excerpt } from './visible-text.ts';

/** What a place allows beyond letters, digits, hyphens and dots. Default: nothing of it. */
export interface HostNameRules {
  /** `*.` once, at the start (RFC 9525 §6.3). */
  readonly wildcard?: boolean;
  /** A dot at the start: all names below, in name constraints. */
  readonly leadingDot?: boolean;
  /** `_` anywhere in a label, as in SRV names and the host names that people give their machines. */
  readonly underscore?: boolean;
}

const maxName = 253;
const maxLabel = 63;

/**
 * The one form in which we keep a host name: lower case, labels beyond ASCII as A-labels (RFC 5890, mapped as
 * UTS #46 does without its transitional step). Single labels pass; a name whose last label is a number is an IPv4
 * address to some reader and does not, in whatever form it is written.
 *
 * @throws CaError `bad_name` for a name or label that is empty or too long (253 and 63 octets), a dot at the end, a
 *   character that `rules` do not allow, a hyphen at an end of a label, an A-label that does not decode to the
 *   U-label it comes from, and text that IDNA does not allow: control and bidirectional characters among it.
 */
export function parseHostName(text: string, rules: HostNameRules = {}): string {
  const prefix = findPrefix(text, rules);
  const rest = text.slice(prefix.length);
  const ascii = isIa5(rest) ? rest.toLowerCase() : mapToAscii(rest);
  const fault = findFault(ascii, prefix, rules);
  if (fault !== undefined) throw badName(`Invalid domain: ${excerpt(text)}: ${fault}`);
  return prefix + ascii;
}

/**
 * A host name as its readers write it, A-labels turned into Unicode. For display beside the A-label, never instead of
 * it: letters of other scripts look like ours. A label that is no A-label stays as it is.
 */
export function hostNameToUnicode(name: string): string {
  return name
    .split('.')
    .map((label) => findUnicodeLabel(label) ?? label)
    .join('.');
}

function findPrefix(text: string, rules: HostNameRules): string {
  if (rules.wildcard && text.startsWith('*.')) return '*.';
  return rules.leadingDot && text.startsWith('.') ? '.' : '';
}

/** A-labels of a name beyond ASCII, or the empty text. Node reads URL syntax and percent signs: none gets there. */
function mapToAscii(text: string): string {
  if (text.length > 2 * maxName || /[^\P{ASCII}A-Za-z0-9._-]|[\p{Cc}\p{Cs}]/u.test(text)) return '';
  return /[^\P{Cf}\u200c\u200d]/u.test(text) ? '' : domainToASCII(text);
}

const plainLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const underscoredLabel = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

function findFault(name: string, prefix: string, rules: HostNameRules): string | undefined {
  if (name === '') return 'not a host name';
  if (name.length + prefix.length > maxName) return `more than ${maxName} characters`;
  if (name.endsWith('.')) return 'must not end with a dot';
  const labels = name.split('.');
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return 'ends in a number';
  const shape = rules.underscore ? underscoredLabel : plainLabel;
  for (const label of labels) {
    if (label === '') return 'a label is empty';
    if (label.length > maxLabel) return `a label has more than ${maxLabel} characters`;
    if (!shape.test(label)) return `${excerpt(label)} is not a label of a host name`;
    if (label.startsWith('xn--') && findUnicodeLabel(label) === undefined) {
      return `${label} is not an A-label`;
    }
  }
  return undefined;
}

/** The U-label of an A-label; undefined unless each is what the other maps to (RFC 5891 §5.4). */
function findUnicodeLabel(label: string): string | undefined {
  if (!/^xn--[a-z0-9_-]+$/.test(label)) return undefined;
  const unicode = domainToUnicode(label);
  if (isIa5(unicode) || /^-|-$|^[\p{M}]/u.test(unicode)) return undefined;
  return domainToASCII(unicode) === label ? unicode : undefined;
}
