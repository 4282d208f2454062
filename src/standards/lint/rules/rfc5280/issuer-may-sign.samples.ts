import {
  authority,
  certificateOf,
  leaf,
  root,
  usage,
  type CertificateSamples,
} from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    leaf(),
    authority(),
    root(),
    leaf({ issuer: certificateOf(authority({ without: ['key_usage'] })) }),
  ],
  bad: {
    'The issuer is no authority': [
      leaf({ issuer: certificateOf(leaf()) }),
      root({ without: ['basic_constraints'] }),
    ],
    'The issuer may not sign': leaf({
      issuer: certificateOf(authority({ with: [usage('crl_sign')] })),
    }),
  },
};
