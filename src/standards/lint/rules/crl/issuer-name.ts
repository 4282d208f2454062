import { equalBytes } from '#base';
import type { CrlRule } from '../../unsigned-crl.ts';

/** The issuer has a name, and it is, octet for octet, the subject of the certificate of whoever signs. */
export const issuerName: CrlRule = {
  name: 'crl_issuer_name',
  source: 'RFC 5280 §5.1.2.3',
  check: ({ issuer, issuerDer }, { issuer: signer }) => {
    if (issuer.length === 0) return 'The issuer has no name';
    return equalBytes(issuerDer, signer.subjectDer)
      ? undefined
      : 'The issuer is not the subject of the signing certificate';
  },
};
