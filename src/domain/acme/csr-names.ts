import { CaError, equalBytes, isCaError } from '#base';
import {
  commonName,
  findExtension,
  findIpOctets,
  octetsToIp,
  parseCsr,
  parseHostName,
  verifyCsr,
  type Csr,
  type GeneralName,
} from '#x509';
import { keyOf } from './identifiers.ts';
import type { AccountKey, Identifier } from './record.ts';

/**
 * The CSR of an order: proof of possession verified, for exactly the names of the order, its common name, where there is
 * one, among them; not for the key of the account (RFC 8555 §7.4, §11.1).
 *
 * @throws CaError `bad_csr`, `bad_key`, `too_large`.
 */
export function readOrderCsr(
  der: Uint8Array,
  identifiers: readonly Identifier[],
  accountKey: Pick<AccountKey, 'spki'>,
): Csr {
  const csr = parseCsr(der);
  requireNames(csr, identifiers);
  if (equalBytes(csr.spki, accountKey.spki))
    throw new CaError('bad_csr', 'The key of the account must not be that of a certificate.');
  verifyCsr(csr);
  return csr;
}

function requireNames(csr: Csr, identifiers: readonly Identifier[]): void {
  const asked = namesIn(csr);
  const ordered = new Set(identifiers.map(keyOf));
  const isExtra = asked.find((key) => !ordered.has(key));
  if (isExtra !== undefined)
    throw new CaError('bad_csr', 'The CSR has a name that is not in the order.');
  if (new Set(asked).size !== ordered.size)
    throw new CaError('bad_csr', 'The CSR lacks a name of the order.');
}

function namesIn(csr: Csr): string[] {
  const names = findExtension(csr.extensions, 'subject_alternative_name')?.value ?? [];
  const common = commonName(csr.subject);
  return [...names.map(keyOfName), ...(common === undefined ? [] : [keyOfCommonName(common)])];
}

function keyOfName(name: GeneralName): string {
  if (name.type === 'DNS') return keyOf({ type: 'dns', value: hostOf(name.value) });
  if (name.type === 'IP') return keyOf({ type: 'ip', value: name.value });
  throw new CaError('bad_csr', `A CSR for an order has no names of the type ${name.type}.`);
}

function keyOfCommonName(text: string): string {
  const octets = findIpOctets(text);
  if (octets?.length === 4 || octets?.length === 16)
    return keyOf({ type: 'ip', value: octetsToIp(octets) });
  return keyOf({ type: 'dns', value: hostOf(text) });
}

function hostOf(text: string): string {
  try {
    return parseHostName(text, { wildcard: true });
  } catch (error) {
    if (isCaError(error, 'bad_name')) throw new CaError('bad_csr', error.detail);
    throw error;
  }
}
