import type { Extension } from '#x509';
import { uri } from '../../certificates.samples.ts';
import { crl, entry, reason, scope, type CrlSamples } from '../../crls.samples.ts';

const since = (critical: boolean): Extension => ({
  type: 'invalidity_date',
  critical,
  value: '2026-01-01T00:00:00Z',
});
const foreign = (critical: boolean): Extension => ({
  type: 'certificate_issuer',
  critical,
  value: [uri('https://ca.example.com/')],
});
const indirect = [scope({ indirect_crl: true })];

export const samples: CrlSamples = {
  good: [
    crl({ entries: [entry({ with: [reason('superseded'), since(false)] })] }),
    crl({ with: indirect, entries: [entry({ with: [foreign(true)] })] }),
  ],
  bad: {
    'The extension CRL Reason of an entry is critical': crl({
      entries: [entry({ with: [reason('superseded', true)] })],
    }),
    'The extension Invalidity Date of an entry is critical': crl({
      entries: [entry({ with: [since(true)] })],
    }),
    'The extension Certificate Issuer of an entry is not critical': crl({
      with: indirect,
      entries: [entry({ with: [foreign(false)] })],
    }),
  },
};
