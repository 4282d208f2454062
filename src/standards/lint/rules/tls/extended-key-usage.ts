import { extendedKeyUsageNames, findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const pkix = '1.3.6.1.5.5.7.3';
const serverAuth = `${pkix}.1`;
const never = new Set([
  ...['3', '4', '8', '9'].map((purpose) => `${pkix}.${purpose}`),
  '2.5.29.37.0',
  '1.3.6.1.4.1.11129.2.4.4',
]);

/** Server authentication is among the purposes; what asks for trust of another kind is not. */
export const extendedKeyUsage: CertificateRule = {
  name: 'tls_extended_key_usage',
  source: 'BR §7.1.2.7.10',
  check: ({ extensions }) => {
    const purposes = findExtension(extensions, 'extended_key_usage')?.value ?? [];
    if (!purposes.includes(serverAuth)) return 'The extended key usage serverAuth is missing';
    const wrong = purposes.find((purpose) => never.has(purpose));
    return wrong === undefined
      ? undefined
      : `The extended key usage ${extendedKeyUsageNames[wrong]} does not go with serverAuth`;
  },
};
