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
const selfIssued = authority({ issuer: issuingCertificate });
const linked = certificateOf(selfIssued);
const unlimited = certificateOf(authority({ issuer: limited, with: [constraints(true, null)] }));

export const samples: CertificateSamples = {
  good: [
    leaf(),
    root(),
    authority({ with: [constraints(true, null)] }),
    authority({ issuer: limited }),
    leaf({ issuer: unlimited, ancestors: [limited] }),
    selfIssued,
    leaf({ issuer: linked, ancestors: [issuingCertificate] }),
  ],
  bad: {
    'The path length of the authorities above leaves no room': [
      authority({ issuer: issuingCertificate, subject: 'CN=Deeper' }),
      authority({ issuer: unlimited, ancestors: [limited], subject: 'CN=Deeper' }),
      authority({ issuer: linked, ancestors: [issuingCertificate], subject: 'CN=Deeper' }),
    ],
    'The path length exceeds what the authorities above leave': [
      authority({ issuer: limited, with: [constraints(true, null)] }),
      authority({ issuer: limited, with: [constraints(true, 1)] }),
      authority({ issuer: issuingCertificate, with: [constraints(true, 1)] }),
    ],
  },
};
