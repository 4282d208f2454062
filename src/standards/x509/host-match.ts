import { equalBytes, isCaError } from '#base';
import { findExtension } from './extension.ts';
import type { Extension } from './extension.ts';
import { parseHostName } from './host-name.ts';
import type { HostNameRules } from './host-name.ts';
import { findIpOctets } from './ip-address.ts';

/**
 * Tells whether a certificate is for a host (RFC 9525 §6): by its subject alternative names alone, never by its
 * common name. DNS names are compared as A-labels in lower case; a wildcard is the whole leftmost label and stands for
 * exactly one (§6.3). IP addresses are compared octet by octet with names of type IP, and match no DNS name.
 *
 * @param host  A host name, also with U-labels or a dot at its end; an IPv4 or IPv6 address, the latter also in
 *   brackets. Anything else matches nothing.
 */
export function matchesHost(
  certificate: { readonly extensions: readonly Extension[] },
  host: string,
): boolean {
  const names = findExtension(certificate.extensions, 'subject_alternative_name')?.value ?? [];
  const address = findIpOctets(/^\[(.*:.*)\]$/.exec(host)?.[1] ?? host);
  if (address) return names.some((each) => each.type === 'IP' && isAddress(each.value, address));
  const wanted = findHostName(host.endsWith('.') ? host.slice(0, -1) : host);
  if (wanted === undefined) return false;
  return names.some((each) => each.type === 'DNS' && isHostName(each.value, wanted));
}

function isAddress(value: string, address: Uint8Array): boolean {
  const octets = findIpOctets(value);
  return octets !== undefined && equalBytes(octets, address);
}

function isHostName(presented: string, wanted: string): boolean {
  const name = findHostName(presented, { wildcard: true });
  if (name === undefined || !name.startsWith('*.')) return name === wanted;
  const dot = wanted.indexOf('.');
  return dot > 0 && wanted.slice(dot) === name.slice(1);
}

/** The one form of a host name; undefined for what is none. */
function findHostName(text: string, rules?: HostNameRules): string | undefined {
  try {
    return parseHostName(text, rules);
  } catch (error) {
    if (isCaError(error, 'bad_name')) return undefined;
    throw error;
  }
}
