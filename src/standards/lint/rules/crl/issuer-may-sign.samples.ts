import { certificateOf, root, usage } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ issuer: certificateOf(root({ without: ['key_usage'] })) })],
  bad: {
    'The issuer may not sign CRLs': crl({
      issuer: certificateOf(root({ with: [usage('key_cert_sign')] })),
    }),
  },
};
