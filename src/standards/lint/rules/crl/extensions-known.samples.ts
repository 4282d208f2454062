import type { Extension } from '#x509';
import { constraints } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const own = (critical: boolean): Extension => ({
  type: 'unknown',
  critical,
  value: { oid: '1.2.3', value: 'BQA=' },
});

export const samples: CrlSamples = {
  good: [crl(), crl({ with: [own(false)] })],
  bad: {
    'The extension 1.2.3 does not belong': crl({ with: [own(true)] }),
    'The extension 2.5.29.19 does not belong': crl({ with: [constraints(false, null)] }),
  },
};
