import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** A precertificate is what timestamps are made of, and so holds none. */
export const precertPoisonAlone: CertificateRule = {
  name: 'precert_poison_alone',
  source: 'RFC 6962 §3.1',
  check: ({ extensions }) =>
    findExtension(extensions, 'precert_poison') &&
    findExtension(extensions, 'precertificate_signed_certificate_timestamps')
      ? 'A precertificate holds signed certificate timestamps'
      : undefined,
};
