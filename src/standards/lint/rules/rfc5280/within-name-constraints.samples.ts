import {
  authority,
  certificateOf,
  leaf,
  nameConstraints,
  rootCertificate,
  san,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const own = certificateOf(
  authority({ with: [nameConstraints(['DNS:example.com', 'IP:93.184.216.0/24', 'dirName:'])] }),
);
const foreign = certificateOf(authority({ with: [nameConstraints(['DNS:example.org'])] }));
const excluding = certificateOf(
  authority({ with: [nameConstraints(null, ['DNS:www.example.com'])] }),
);
const austrian = certificateOf(authority({ with: [nameConstraints(['dirName:C=AT'])] }));

export const samples: CertificateSamples = {
  good: [
    leaf({ issuer: own }),
    leaf({ issuer: own, ancestors: [rootCertificate] }),
    leaf({ issuer: excluding, with: [san('DNS:other.example.com')] }),
    authority({ with: [nameConstraints(['dirName:C=DE'])] }),
  ],
  bad: {
    'The name DNS:www.example.com is not permitted': [
      leaf({ issuer: foreign }),
      leaf({ ancestors: [foreign] }),
    ],
    'The name DNS:www.example.com is excluded': leaf({ issuer: excluding }),
    'The name DNS:*.example.com is excluded': leaf({
      issuer: excluding,
      with: [san('DNS:*.example.com')],
    }),
    'The name dirName:CN=www.example.com is not permitted': leaf({ issuer: austrian }),
  },
};
