import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** A wildcard stands below a domain of two labels at least: never for all that a registry gives away. */
export const wildcards: CertificateRule = {
  name: 'tls_wildcards',
  source: 'BR §3.2.2.6',
  check: ({ extensions }) => {
    const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
    const wrong = names.find(
      ({ type, value }) => type === 'DNS' && /^\*\.[^.]*$/.test(value),
    )?.value;
    return typeof wrong === 'string'
      ? `The wildcard ${wrong} stands for a whole top-level domain`
      : undefined;
  },
};
