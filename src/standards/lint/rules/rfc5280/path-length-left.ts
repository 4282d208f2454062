import { findExtension } from '#x509';
import { authoritiesAbove, type CertificateRule } from '../../certificate-rule.ts';

/**
 * The path length of an authority limits how many may follow below it, at any depth. Our own: below a limit, every
 * authority names the lower limit that is left for it.
 */
export const pathLengthLeft: CertificateRule = {
  name: 'path_length_left',
  source: 'RFC 5280 §4.2.1.9',
  check: ({ isAuthority, extensions }, context) => {
    if (!isAuthority) return undefined;
    const left = authoritiesAbove(context).map(
      ({ extensions: above }, depth) =>
        (findExtension(above, 'basic_constraints')?.value.path_length ?? Infinity) - depth - 1,
    );
    const room = Math.min(...left);
    if (room < 0) return 'The path length of the authorities above leaves no room for another';
    const own = findExtension(extensions, 'basic_constraints')?.value.path_length ?? Infinity;
    return own > room
      ? 'The path length exceeds what the authorities above leave for it'
      : undefined;
  },
};
