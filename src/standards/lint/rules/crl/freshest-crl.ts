import { findExtension } from '#x509';
import { findFaultyPoint } from '../../distribution-points.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** Only complete CRLs point to delta CRLs, by name, and leave out reasons and CRL issuer: those are the CRL's own. */
export const freshestCrl: CrlRule = {
  name: 'crl_freshest_crl',
  source: 'RFC 5280 §5.2.6',
  check: ({ extensions, isDelta }) => {
    const points = findExtension(extensions, 'freshest_crl')?.value;
    if (!points) return undefined;
    if (isDelta) return 'A delta CRL points to a delta CRL';
    return points.some(({ reasons, crl_issuer }) => reasons || crl_issuer)
      ? 'The pointer to a delta CRL gives reasons or an issuer'
      : findFaultyPoint(points);
  },
};
