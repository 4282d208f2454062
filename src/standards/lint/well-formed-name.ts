import { isCaError } from '#base';
import {
  formatGeneralName,
  parseEmailAddress,
  parseHostName,
  parseUri,
  type GeneralName,
} from '#x509';

/** The first name that is not what its type says, as people read it; undefined when all are well-formed. */
export function findMalformedName(names: readonly GeneralName[]): string | undefined {
  const wrong = names.find((name) => !isWellFormed(name));
  return wrong && formatGeneralName(wrong);
}

/**
 * As {@link findMalformedName}, for places where something is to be had. An LDAP URI may leave out its host there, which
 * means the reader's own directory server (RFC 5280 §4.2.1.13, RFC 4516 §2).
 */
export function findMalformedLocation(names: readonly GeneralName[]): string | undefined {
  const isLdap = ({ type, value }: GeneralName): boolean =>
    type === 'URI' && /^ldaps?:\/\/\/./i.test(value) && specificPart.test(value);
  return findMalformedName(names.filter((name) => !isLdap(name)));
}

function isWellFormed(name: GeneralName): boolean {
  switch (name.type) {
    case 'DNS':
      return passes(() => parseHostName(name.value, { wildcard: true, underscore: true }));
    case 'email':
      return passes(() => parseEmailAddress(name.value));
    case 'URI':
      return isAbsoluteUri(name.value);
    case 'IP':
      return !name.value.includes('/');
    case 'dirName':
      return name.value.length > 0;
    default:
      return true;
  }
}

/** What may stand behind the scheme of a URI (RFC 3986); braces are left over from a placeholder that was not filled. */
const specificPart = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#[\]-]|%[0-9A-Fa-f]{2})+$/;

/** URIs that were found to be well-formed: an authority puts the same few into all that it signs. */
const known = new Set<string>();
const maxKnown = 256;

function isAbsoluteUri(uri: string): boolean {
  if (known.has(uri)) return true;
  if (!readsAsAbsoluteUri(uri)) return false;
  if (known.size >= maxKnown) known.clear();
  known.add(uri);
  return true;
}

/** A scheme and what it asks for; where there is an authority, it has a host. */
function readsAsAbsoluteUri(uri: string): boolean {
  const [, scheme, specific] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(uri) ?? [];
  if (scheme === undefined || specific === undefined || !specificPart.test(specific)) return false;
  return !specific.startsWith('//') || passes(() => parseUri(uri));
}

function passes(parse: () => string): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (isCaError(error, 'bad_name')) return false;
    throw error;
  }
}
