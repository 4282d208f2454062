import { isCaError } from '#base';
import {
  findConstraintBreach,
  findIpOctets,
  octetsToIp,
  parseSubtreeName,
  type GeneralName,
} from '#x509';
import type { Identifier } from './record.ts';

const nothing = new Uint8Array();

/**
 * Whether a name may be asked for: within one of `allowed` where there are any, and within none of `denied`. Rules are
 * the bases of RFC 5280 §4.2.1.10: a host stands for itself and all below it, with a dot at the start for those below
 * alone; a network for its addresses. A wildcard stands for every label in its place.
 */
export function isAllowed(
  { type, value }: Identifier,
  { allowed, denied }: { readonly allowed: readonly string[]; readonly denied: readonly string[] },
): boolean {
  const name: GeneralName = { type: type === 'dns' ? 'DNS' : 'IP', value };
  const permitted = allowed.map(toBase);
  if (permitted.length > 0 && !permitted.some((base) => base.type === name.type)) return false;
  const constraints = { permitted_subtrees: permitted, excluded_subtrees: denied.map(toBase) };
  const named = {
    subject: [],
    subjectDer: nothing,
    extensions: [{ type: 'subject_alternative_name' as const, critical: false, value: [name] }],
  };
  return findConstraintBreach(constraints, named) === undefined;
}

/** Whether `text` can be a rule: a host name, with a dot at the start or without, an address or a network. */
export function isNameRule(text: string): boolean {
  try {
    const { type, value } = toBase(text);
    return (type === 'DNS' || type === 'IP') && value !== '';
  } catch (error) {
    if (isCaError(error)) return false;
    throw error;
  }
}

/** An address alone is the network of itself. */
function toBase(text: string): GeneralName {
  const octets = findIpOctets(text);
  if (octets?.length !== 4 && octets?.length !== 16) return parseSubtreeName(text);
  return { type: 'IP', value: `${octetsToIp(octets)}/${octets.length * 8}` };
}
