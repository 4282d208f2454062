import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Our own: no name stands twice, also not in another case where case does not matter. */
export const subjectAlternativeNameUnique: CertificateRule = {
  name: 'subject_alternative_name_unique',
  source: 'Certwright',
  check: ({ extensions }) => {
    const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
    const keys = names.map((name) =>
      name.type === 'DNS' ? `DNS:${name.value.toLowerCase()}` : JSON.stringify(name),
    );
    return new Set(keys).size < keys.length ? 'A subject alternative name stands twice' : undefined;
  },
};
