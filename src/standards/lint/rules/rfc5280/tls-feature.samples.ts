import type { Extension } from '#x509';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const features = (...value: Extract<Extension, { type: 'tls_feature' }>['value']): Extension => ({
  type: 'tls_feature',
  critical: false,
  value,
});

export const samples: CertificateSamples = {
  good: [leaf({ with: [features('status_request', 'status_request_v2', 0xffff)] })],
  bad: {
    'A TLS feature is not the number': leaf({ with: [features(0x10000)] }),
    'A TLS feature stands twice': leaf({ with: [features('status_request', 'status_request')] }),
  },
};
