import type { CrlEntryRule } from '../../unsigned-crl.ts';

/** Our own: a CRL knows nothing that came after it, so no revocation is later than thisUpdate. */
export const revocationDate: CrlEntryRule = {
  name: 'crl_entry_revocation_date',
  source: 'Certwright',
  check: ({ revokedMs }, { thisUpdateMs }) =>
    revokedMs > thisUpdateMs ? 'An entry was revoked after the CRL was made' : undefined,
};
