/**
 * Networks that are not globally reachable: IANA's special-purpose registries (RFC 6890 and those after it, as of
 * November 2026), multicast (RFC 5771) and what is reserved. Where a registry makes small exceptions inside a network,
 * for anycast services of the Internet's own, the whole network stands here: nobody proves a name from there.
 */
export const specialIpv4: readonly string[] = [
  '0.0.0.0/8', // this network, RFC 791
  '10.0.0.0/8', // private use, RFC 1918
  '100.64.0.0/10', // shared address space, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '169.254.0.0/16', // link-local and the metadata services of clouds, RFC 3927
  '172.16.0.0/12', // private use, RFC 1918
  '192.0.0.0/24', // IETF protocol assignments, RFC 6890
  '192.0.2.0/24', // documentation, RFC 5737
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '192.168.0.0/16', // private use, RFC 1918
  '198.18.0.0/15', // benchmarks, RFC 2544
  '198.51.100.0/24', // documentation, RFC 5737
  '203.0.113.0/24', // documentation, RFC 5737
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved and broadcast, RFC 1112, RFC 919
];

/** The one block that global unicast addresses are given out of (RFC 4291 §2.4). */
export const globalIpv6 = '2000::/3';

/** As {@link specialIpv4}, of what lies inside {@link globalIpv6}. */
export const specialIpv6: readonly string[] = [
  '2001::/23', // IETF protocol assignments, Teredo and ORCHID among them, RFC 2928
  '2001:db8::/32', // documentation, RFC 3849
  '3fff::/20', // documentation, RFC 9637
];

/** IPv6 networks whose addresses stand for an IPv4 address, and the octet that it begins at. */
export const embeddedIpv4: readonly { readonly network: string; readonly offset: number }[] = [
  { network: '::ffff:0:0/96', offset: 12 }, // mapped, RFC 4291 §2.5.5.2
  { network: '::/96', offset: 12 }, // compatible, RFC 4291 §2.5.5.1
  { network: '64:ff9b::/96', offset: 12 }, // NAT64, RFC 6052
  { network: '2002::/16', offset: 2 }, // 6to4, RFC 3056
];
