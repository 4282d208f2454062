import type { GeneralName } from '#x509';

/**
 * Domains that the public DNS does not hold or that name hosts by their address: RFC 6761 and its registry, RFC 6762
 * appendix G, the names that ICANN has set aside, the reverse zones.
 */
const domains = [
  'alt',
  'arpa',
  'corp',
  'example',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'mail',
  'private',
  'test',
];

/** Networks whose addresses are not globally reachable, after the special-purpose registries of IANA (RFC 6890). */
const networks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '4000::/2',
  '8000::/1',
];

/** Names and addresses that mean something else, or nothing, elsewhere: as subtrees of the name space. */
export const specialUse: readonly GeneralName[] = [
  ...domains.map((value) => ({ type: 'DNS', value }) as const),
  ...networks.map((value) => ({ type: 'IP', value }) as const),
];
