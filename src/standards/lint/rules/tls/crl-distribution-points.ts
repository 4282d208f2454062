import { findExtension, type DistributionPoint } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** CRLs are found at HTTP URLs, whole and signed by the issuer itself. */
export const crlDistributionPoints: CertificateRule = {
  name: 'tls_crl_distribution_points',
  source: 'BR §7.1.2.11.2',
  check: ({ extensions }) => {
    const points = findExtension(extensions, 'crl_distribution_points')?.value ?? [];
    return points.every(isPlain)
      ? undefined
      : 'A CRL distribution point is more, or something else, than HTTP URLs';
  },
};

function isPlain({ full_name, reasons, crl_issuer }: DistributionPoint): boolean {
  if (reasons || crl_issuer || !full_name) return false;
  return full_name.every(({ type, value }) => type === 'URI' && /^http:\/\//i.test(value));
}
