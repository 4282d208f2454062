import type { Extension } from '#x509';
import { constraints } from '../../certificates.samples.ts';
import { crl, entry, type CrlSamples } from '../../crls.samples.ts';

const own = (critical: boolean): Extension => ({
  type: 'unknown',
  critical,
  value: { oid: '1.2.3', value: 'BQA=' },
});

export const samples: CrlSamples = {
  good: [
    crl({ entries: [entry({ with: [] })] }),
    crl({ entries: [entry({ with: [own(false)] })] }),
  ],
  bad: {
    'An entry has the extension 1.2.3': crl({ entries: [entry({ with: [own(true)] })] }),
    'An entry has the extension 2.5.29.19': crl({
      entries: [entry({ with: [constraints(false, null)] })],
    }),
  },
};
