import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Host names are made of letters, digits and hyphens; two hyphens in third place stand in A-labels alone. */
export const hostNames: CertificateRule = {
  name: 'tls_host_names',
  source: 'BR §7.1.2.7.12',
  check: ({ extensions }) => {
    const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
    for (const { type, value } of names) {
      if (type !== 'DNS') continue;
      if (value.includes('_')) return `The host name ${value} holds an underscore`;
      const reserved = value.split('.').some((label) => /^(?!xn)..--/i.test(label));
      if (reserved) return `The host name ${value} has a label of a reserved form`;
    }
    return undefined;
  },
};
