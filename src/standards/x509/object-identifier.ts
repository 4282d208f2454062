import { isCaError } from '#base';
import { isOid, oidToOctets } from '#der';
import { badName } from './bad-name.ts';
import { excerpt } from './visible-text.ts';

/** The text itself when it is a dotted OID that fits into 128 octets. Throws CaError `bad_name` otherwise. */
export function parseOid(text: string): string {
  if (!isOid(text) || !fits(text)) throw badName(`${excerpt(text)}: Invalid object identifier`);
  return text;
}

function fits(oid: string): boolean {
  try {
    return oidToOctets(oid).length > 0;
  } catch (error) {
    if (isCaError(error, 'bad_der')) return false;
    throw error;
  }
}
