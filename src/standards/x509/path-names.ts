import { canonicalName } from './name-comparison.ts';
import type { ParsedTbs } from './tbs-certificate.ts';

/** The names of a certificate, in the form in which equal names are equal texts. */
export interface PathNames {
  readonly subject: string;
  readonly issuer: string;
}

const known = new WeakMap<ParsedTbs, PathNames>();

/** Canonical names of a certificate (RFC 5280 §7.1), worked out once for each. @throws CaError `bad_der`. */
export function pathNames(certificate: ParsedTbs): PathNames {
  const found = known.get(certificate);
  if (found) return found;
  const names = {
    subject: canonicalName(certificate.subjectDer),
    issuer: canonicalName(certificate.issuerDer),
  };
  known.set(certificate, names);
  return names;
}

/** Tells whether subject and issuer are one name (RFC 5280 §3.2), whatever the key that signed. */
export function isSelfIssued(certificate: ParsedTbs): boolean {
  const { subject, issuer } = pathNames(certificate);
  return subject === issuer;
}
