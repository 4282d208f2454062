import { badName } from './bad-name.ts';
import { parseEmailAddress, parseEmailConstraint } from './email-address.ts';
import { parseHostName } from './host-name.ts';
import { ipToOctets, octetsToIp } from './ip-address.ts';
import { parseOid } from './object-identifier.ts';
import { parseUri, parseUriConstraint } from './uri.ts';
import { excerpt } from './visible-text.ts';

/** The types of general name whose value is text. */
export type TextNameType = 'email' | 'URI' | 'IP' | 'DNS' | 'RID';

/** Of each type what gives a value its one form; each throws CaError `bad_name`. */
export type TextNameRules = Readonly<Record<TextNameType, (value: string) => string>>;

/** What names a subject, an issuer or an address. */
export const nameRules: TextNameRules = {
  email: parseEmailAddress,
  URI: parseUri,
  IP: parseIp,
  DNS: (value) => parseHostName(value, { wildcard: true, leadingDot: true, underscore: true }),
  RID: parseOid,
};

/** What may stand in a name constraint (RFC 5280 §4.2.1.10). */
export const subtreeRules: TextNameRules = {
  email: parseEmailConstraint,
  URI: parseUriConstraint,
  IP: parseNetwork,
  DNS: (value) =>
    value === '' ? '' : parseHostName(value, { leadingDot: true, underscore: true }),
  RID: parseOid,
};

function parseIp(value: string): string {
  return octetsToIp(ipToOctets(value));
}

function parseNetwork(value: string): string {
  const network = parseIp(value);
  if (!network.includes('/'))
    throw badName(`${excerpt(value)}: Name constraints need a network, like 192.0.2.0/24`);
  return network;
}
