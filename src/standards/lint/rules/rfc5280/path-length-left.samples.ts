import {
  authority,
  certificateOf,
  constraints,
  issuingCertificate,
  leaf,
  root,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const limited = certificateOf(root({ with: [constraints(true, 1)] }));
const unlimited = certificateOf(authority({ issuer: limited, with: [constraints(true, null)] }));

export const samples: CertificateSamples = {
  good: [
    leaf(),
    root(),
    authority({ with: [constraints(true, null)] }),
    authority({ issuer: limited }),
    leaf({ issuer: unlimited, ancestors: [limited] }),
  ],
  bad: {
    'The path length of the authorities above leaves no room': [
      authority({ issuer: issuingCertificate }),
      authority({ issuer: unlimited, ancestors: [limited] }),
    ],
    'The path length exceeds what the authorities above leave': [
      authority({ issuer: limited, with: [constraints(true, null)] }),
      authority({ issuer: limited, with: [constraints(true, 1)] }),
    ],
  },
};
