import type { Extension, PolicyQualifier } from '#x509';
import { policies, server, type CertificateSamples } from '../../certificates.samples.ts';

const policy = (policy_identifier: string, qualifier?: PolicyQualifier): Extension =>
  policies({ policy_identifier, policy_qualifiers: qualifier === undefined ? null : [qualifier] });

export const samples: CertificateSamples = {
  good: [server(), server({ with: [policy('2.23.140.1.2.1', 'https://example.com/cps')] })],
  bad: {
    'anyPolicy is asserted': server({ with: [policy('2.5.29.32.0')] }),
    'A policy qualifier is not the web address': [
      server({ with: [policy('1.2.3', 'practice statement')] }),
      server({ with: [policy('1.2.3', { explicit_text: 'text', notice_reference: null })] }),
    ],
  },
};
