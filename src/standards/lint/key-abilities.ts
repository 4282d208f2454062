import type { KeyUsage, SubjectKeySpec } from '#x509';

const signs: readonly KeyUsage[] = [
  'digital_signature',
  'content_commitment',
  'key_cert_sign',
  'crl_sign',
];
const enciphers: readonly KeyUsage[] = ['key_encipherment', 'data_encipherment'];
const agrees: readonly KeyUsage[] = ['key_agreement', 'encipher_only', 'decipher_only'];

/**
 * What keys of each type can be used for at all: RFC 3279 §2.3.1 (RSA), RFC 4055 §1.2 (RSASSA-PSS), RFC 5480 §3 and RFC
 * 8813 §3 (EC), RFC 8410 §5 (Ed25519, Ed448), RFC 9881 (ML-DSA), RFC 9909 (SLH-DSA), RFC 9935 (ML-KEM).
 */
const abilities: Readonly<Record<SubjectKeySpec['type'], readonly KeyUsage[]>> = {
  rsa: [...signs, ...enciphers],
  'rsa-pss': signs,
  dsa: signs,
  ec: [...signs, ...agrees],
  ed25519: signs,
  ed448: signs,
  'ml-dsa': signs,
  'slh-dsa': signs,
  'ml-kem': ['key_encipherment'],
};

/** Tells whether a key of that type can do what a usage says, whoever holds it. */
export function canBeUsedFor({ type }: SubjectKeySpec, usage: KeyUsage): boolean {
  return abilities[type].includes(usage);
}
