import { canonicalName } from './name-comparison.ts';
import type { ParsedTbs } from './tbs-certificate.ts';

/** The names of a certificate, in the form in which equal names are equal texts. */
export interface PathNames {
  readonly subject: string;
  readonly issuer: string;
}

const known = new WeakMap<Uint8Array, string>();

/** Canonical names of a certificate (RFC 5280 §7.1). @throws CaError `bad_der`. */
export function pathNames({ subjectDer, issuerDer }: ParsedTbs): PathNames {
  return { subject: nameKey(subjectDer), issuer: nameKey(issuerDer) };
}

/** The canonical form of a name in a document that was read, worked out once. @throws CaError `bad_der`. */
export function nameKey(der: Uint8Array): string {
  const found = known.get(der) ?? canonicalName(der);
  known.set(der, found);
  return found;
}

/** Tells whether subject and issuer are one name (RFC 5280 §3.2), whatever the key that signed. */
export function isSelfIssued(certificate: ParsedTbs): boolean {
  const { subject, issuer } = pathNames(certificate);
  return subject === issuer;
}
