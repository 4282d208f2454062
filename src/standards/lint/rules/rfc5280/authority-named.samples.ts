import { leaf, root, sanOf, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    root(),
    leaf({ subject: '', with: [sanOf([{ type: 'DNS', value: 'example.com' }], true)] }),
  ],
  bad: { 'An authority has no subject': root({ subject: '' }) },
};
