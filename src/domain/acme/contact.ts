import { CaError, isCaError } from '#base';
import { parseEmailAddress } from '#x509';

const maxContacts = 10;
const maxLength = 300;

/**
 * The contacts of an account (RFC 8555 §7.3): `mailto:` with one address each, no header fields.
 *
 * @throws CaError `unsupported_contact` (another scheme), `bad_contact`.
 */
export function parseContacts(contacts: readonly string[]): string[] {
  if (contacts.length > maxContacts)
    throw new CaError('bad_contact', `Name at most ${maxContacts} contacts.`);
  return [...new Set(contacts.map(parseContact))];
}

function parseContact(text: string): string {
  const [, scheme, address] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(text.slice(0, maxLength)) ?? [];
  if (text.length > maxLength || address === undefined)
    throw new CaError('bad_contact', 'A contact must be a URL such as mailto:admin@example.com.');
  if (scheme?.toLowerCase() !== 'mailto')
    throw new CaError('unsupported_contact', 'Only contacts with mailto: are supported.');
  if (/[?,%]/.test(address))
    throw new CaError('bad_contact', 'Name one address in each contact, and no header fields.');
  try {
    return `mailto:${parseEmailAddress(address)}`;
  } catch (error) {
    if (isCaError(error, 'bad_name')) throw new CaError('bad_contact', error.detail);
    throw error;
  }
}
