import { isCaError } from '#base';
import { badName } from './bad-name.ts';
import { parseHostName } from './host-name.ts';
import { excerpt } from './visible-text.ts';

const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const maxLocal = 64;
const maxAddress = 254;

/**
 * An e-mail address as an rfc822Name holds it (RFC 5280 §4.2.1.6): the local part as given, the domain as
 * `parseHostName` gives it, A-labels included. Quoted local parts, local parts beyond ASCII (RFC 9598 has a name of
 * its own for them) and address literals are refused. Bounds: 64 octets before the `@`, 254 in all (RFC 5321 §4.5.3).
 *
 * @throws CaError `bad_name`.
 */
export function parseEmailAddress(text: string): string {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = findDomain(text.slice(at + 1));
  const address = `${local}@${domain}`;
  if (at < 0 || domain === undefined || local.length > maxLocal) throw fault(text);
  if (!localPart.test(local) || address.length > maxAddress) throw fault(text);
  return address;
}

/**
 * What a name constraint may say of e-mail addresses (RFC 5280 §4.2.1.10): one address, all of a host, all below a
 * domain (`.example.com`), or with the empty text all there are. Throws as {@link parseEmailAddress}.
 */
export function parseEmailConstraint(text: string): string {
  if (text === '') return '';
  if (text.includes('@')) return parseEmailAddress(text);
  const domain = findDomain(text, { leadingDot: true });
  if (domain === undefined) throw fault(text);
  return domain;
}

function findDomain(text: string, rules?: { leadingDot: boolean }): string | undefined {
  try {
    return parseHostName(text, rules);
  } catch (error) {
    if (isCaError(error, 'bad_name')) return undefined;
    throw error;
  }
}

function fault(text: string): Error {
  return badName(`Invalid email address: ${excerpt(text)}`);
}
