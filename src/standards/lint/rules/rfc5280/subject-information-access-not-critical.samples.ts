import { authority, uri, type CertificateSamples } from '../../certificates.samples.ts';

const value = [
  { access_method: '1.3.6.1.5.5.7.48.5', access_location: uri('http://example.com/repository') },
];

export const samples: CertificateSamples = {
  good: [authority({ with: [{ type: 'subject_information_access', critical: false, value }] })],
  bad: {
    'The extension Subject Information Access is critical': authority({
      with: [{ type: 'subject_information_access', critical: true, value }],
    }),
  },
};
