import { toBase64 } from '#base';
import { encodeDer } from '#der';
import { encodeExtensions, parseCertificate, parseCrl } from '#x509';
import type { Extension } from '#x509';
import { fixtures } from './fixtures.ts';

const digest = toBase64(new Uint8Array(32).fill(1));
const uri = { type: 'URI', value: 'https://a.example/' } as const;

/** Of kinds that OpenSSL does not write, or not on certificates. */
const others: readonly Extension[] = [
  { type: 'acme_identifier', critical: true, value: digest },
  { type: 'certificate_issuer', critical: true, value: [uri] },
  { type: 'crl_reason', critical: false, value: 'key_compromise' },
  { type: 'delta_crl_indicator', critical: true, value: 5 },
  { type: 'invalidity_date', critical: false, value: '2026-01-01T00:00:00Z' },
  {
    type: 'ms_ntds_security',
    critical: false,
    value: 'S-1-5-21-3623811015-3361044348-30300820-1013',
  },
  { type: 'no_rev_avail', critical: false, value: null },
  { type: 'precert_poison', critical: true, value: null },
  {
    type: 'related_certificate',
    critical: false,
    value: { hash_algorithm: 'SHA-256', hash: digest },
  },
  {
    type: 'precertificate_signed_certificate_timestamps',
    critical: false,
    value: [
      {
        version: 'v1',
        log_id: digest,
        timestamp: '2026-01-01T00:00:00.123Z',
        entry_type: 'precertificate',
        extensions: '',
        signature: 'BAMACDAGAgEBAgH/',
      },
    ],
  },
  {
    type: 'signed_certificate_timestamps',
    critical: false,
    value: [
      {
        version: 'v1',
        log_id: digest,
        timestamp: '2026-01-01T00:00:00Z',
        entry_type: 'x509_certificate',
        extensions: 'AQI=',
        signature: 'BAMACDAGAgEBAgH/',
      },
    ],
  },
  {
    type: 'admissions',
    critical: false,
    value: {
      authority: uri,
      admissions: [
        {
          admission_authority: { type: 'DNS', value: 'b.example' },
          naming_authority: { id: '1.2.3', url: 'https://n.example/', text: 'Naming' },
          profession_infos: [
            {
              naming_authority: { id: null, url: null, text: 'N' },
              profession_items: ['Arzt', 'Ärztin'],
              profession_oids: ['1.2.4', '1.2.5'],
              registration_number: 'R 1',
              add_profession_info: 'AAE=',
            },
          ],
        },
      ],
    },
  },
];

/** At least one extension of every kind that we know, and unknown ones. */
export const extensions: readonly Extension[] = [
  ...fixtures('CERTIFICATE').flatMap((der) => parseCertificate(der).extensions),
  ...fixtures('X509 CRL').flatMap((der) => parseCrl(der).extensions),
  ...others,
];

/** DER of lists of extensions: each on its own. */
export const extensionLists: readonly Uint8Array[] = extensions.map((each) =>
  encodeDer(encodeExtensions([each])),
);
