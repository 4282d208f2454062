import { toBase64 } from '#base';
import { keyIdentifier } from '#x509';
import type { Extension } from '#x509';

const uri = (value: string) => ({ type: 'URI', value }) as const;

/**
 * What an authority and a profile put into every certificate for a TLS server: seven extensions, frozen through and
 * through as theirs are.
 */
export function templateExtensions(issuerSpki: Uint8Array): readonly Extension[] {
  return frozen([
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: toBase64(keyIdentifier(issuerSpki)),
        authority_cert_issuer: null,
        authority_cert_serial_number: null,
      },
    },
    { type: 'basic_constraints', critical: true, value: { ca: false, path_length: null } },
    { type: 'key_usage', critical: true, value: ['digital_signature', 'key_agreement'] },
    {
      type: 'extended_key_usage',
      critical: false,
      value: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    },
    {
      type: 'certificate_policies',
      critical: false,
      value: [{ policy_identifier: '2.23.140.1.2.1', policy_qualifiers: null }],
    },
    {
      type: 'authority_information_access',
      critical: false,
      value: [
        {
          access_method: '1.3.6.1.5.5.7.48.1',
          access_location: uri('http://ca.example.com/ocsp/1/'),
        },
        {
          access_method: '1.3.6.1.5.5.7.48.2',
          access_location: uri('http://ca.example.com/issuer/1.der'),
        },
      ],
    },
    {
      type: 'crl_distribution_points',
      critical: false,
      value: [
        {
          full_name: [uri('http://ca.example.com/crl/1.der')],
          relative_name: null,
          crl_issuer: null,
          reasons: null,
        },
      ],
    },
  ]);
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
