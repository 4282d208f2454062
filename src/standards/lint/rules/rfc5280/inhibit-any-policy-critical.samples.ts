import type { Extension } from '#x509';
import { authority, critical, type CertificateSamples } from '../../certificates.samples.ts';

const inhibit: Extension = { type: 'inhibit_any_policy', critical: true, value: 0 };

export const samples: CertificateSamples = {
  good: [authority({ with: [inhibit] })],
  bad: {
    'The extension Inhibit anyPolicy is not critical': authority({
      with: [critical(inhibit, false)],
    }),
  },
};
