import { findExtension, sameName } from '#x509';
import { authoritiesAbove, type CertificateRule } from '../../certificate-rule.ts';

/**
 * The path length of an authority limits how many may follow below it, at any depth; self-issued ones, such as those
 * that link an old key of an authority with a new one, are not counted. Our own: below a limit, every authority names
 * the lower limit that is left for it.
 */
export const pathLengthLeft: CertificateRule = {
  name: 'path_length_left',
  source: 'RFC 5280 §4.2.1.9',
  check: (document, context) => {
    if (!document.isAuthority) return undefined;
    let counted = isSelfIssued(document) ? 0 : 1;
    let room = Infinity;
    for (const above of authoritiesAbove(context)) {
      const limit = findExtension(above.extensions, 'basic_constraints')?.value.path_length;
      room = Math.min(room, (limit ?? Infinity) - counted);
      if (!isSelfIssued(above)) counted++;
    }
    if (room < 0) return 'The path length of the authorities above leaves no room for another';
    const own = findExtension(document.extensions, 'basic_constraints')?.value.path_length;
    return (own ?? Infinity) > room
      ? 'The path length exceeds what the authorities above leave for it'
      : undefined;
  },
};

function isSelfIssued(names: {
  readonly issuerDer: Uint8Array;
  readonly subjectDer: Uint8Array;
}): boolean {
  return sameName(names.issuerDer, names.subjectDer);
}
