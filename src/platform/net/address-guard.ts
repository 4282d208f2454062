import { present } from '#base';
import { findIpOctets } from '#x509';
import { embeddedIpv4, globalIpv6, specialIpv4, specialIpv6 } from './special-purpose.ts';

/** Whether a connection to this address may be made: an address as text, anything else may not. */
export type AddressGuard = (address: string) => boolean;

/**
 * Lets pass what is globally reachable, and the networks that are named. An IPv6 address that stands for an IPv4 one
 * (mapped, compatible, NAT64, 6to4) is judged as that one.
 *
 * @param allow  Addresses, and networks in CIDR form, with no bits set outside the mask.
 */
export function createAddressGuard(allow: readonly string[] = []): AddressGuard {
  const allowed = allow.map(toNetwork);
  return (address) => {
    const octets = findIpOctets(address);
    if (!octets || address.includes('/')) return false;
    const forms = [octets, embedded(octets)].filter((form) => form !== undefined);
    return forms.some((form) => within(form, allowed)) || isGlobal(present(forms.at(-1), 'form'));
  };
}

/** Address and mask, of equal length. */
interface Network {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
}

const special = [...specialIpv4, ...specialIpv6].map(toNetwork);
const global = [toNetwork(globalIpv6)];
const carriers = embeddedIpv4.map(({ network, offset }) => ({
  network: toNetwork(network),
  offset,
}));

function isGlobal(octets: Uint8Array): boolean {
  return !within(octets, special) && (octets.length === 4 || within(octets, global));
}

function embedded(octets: Uint8Array): Uint8Array | undefined {
  const carrier = carriers.find(({ network }) => contains(network, octets));
  return carrier && octets.slice(carrier.offset, carrier.offset + 4);
}

function within(octets: Uint8Array, networks: readonly Network[]): boolean {
  return networks.some((network) => contains(network, octets));
}

function contains({ address, mask }: Network, octets: Uint8Array): boolean {
  if (octets.length !== address.length) return false;
  return octets.every((octet, i) => (octet & (mask[i] ?? 0)) === address[i]);
}

function toNetwork(text: string): Network {
  const octets = present(findIpOctets(text), `a network: ${text}`);
  const size = text.includes('/') ? octets.length / 2 : octets.length;
  const mask = size === octets.length ? new Uint8Array(size).fill(0xff) : octets.subarray(size);
  return { address: octets.subarray(0, size), mask };
}
