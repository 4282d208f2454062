import type { GeneralName } from '#x509';
import { authority, nameConstraints, type CertificateSamples } from '../../certificates.samples.ts';

const permitting = (base: GeneralName) =>
  authority({
    with: [
      {
        type: 'name_constraints',
        critical: true,
        value: { permitted_subtrees: [base], excluded_subtrees: null },
      },
    ],
  });

export const samples: CertificateSamples = {
  good: [
    authority({
      with: [nameConstraints(['DNS:.example.com', 'email:example.com', 'IP:10.0.0.0/8'])],
    }),
    authority({ with: [nameConstraints(null, ['URI:.example.com', 'dirName:C=AT', 'DNS:'])] }),
  ],
  bad: {
    'The name constraint IP:': permitting({ type: 'IP', value: '10.0.0.1' }),
    'The name constraint URI:': [
      permitting({ type: 'URI', value: 'https://example.com/' }),
      permitting({ type: 'URI', value: '192.0.2.1' }),
    ],
    'The name constraint DNS:': permitting({ type: 'DNS', value: '*.example.com' }),
    'The name constraint email:': permitting({ type: 'email', value: 'a b@example.com' }),
  },
};
