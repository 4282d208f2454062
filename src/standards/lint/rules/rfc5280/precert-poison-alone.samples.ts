import { toBase64 } from '#base';
import type { Extension } from '#x509';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const poison: Extension = { type: 'precert_poison', critical: true, value: null };
const timestamps: Extension = {
  type: 'precertificate_signed_certificate_timestamps',
  critical: false,
  value: [
    {
      version: 'v1',
      log_id: toBase64(new Uint8Array(32)),
      timestamp: '2026-01-01T00:00:00Z',
      entry_type: 'precertificate',
      extensions: '',
      signature: toBase64(new Uint8Array([4, 3, 0, 0])),
    },
  ],
};

export const samples: CertificateSamples = {
  good: [leaf({ with: [poison] }), leaf({ with: [timestamps] })],
  bad: { 'A precertificate holds': leaf({ with: [poison, timestamps] }) },
};
