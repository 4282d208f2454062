import { name, type Extension, type Name } from '#x509';

/** The issuer of every specimen: characters that text forms must escape are part of it. */
export const issuerName: Name = name(
  'C=AT,O=Prüfstelle \\+ Söhne\\, \\"Wien\\",OU=a=b\\; c,CN=Specimen Authority',
);

/** Serial of the certificate of every authority among the specimens. */
export const authoritySerial: string = '55A08C3969E7074F93CEDE743267A24159DD8F87';

/** Its key identifier, base64: the same whatever the key, so that one extension fits all. */
export const authorityKeyId: string = 'AQIDBAUGBwgJCgsMDQ4PEBESExQ=';

/** What points at the authority. */
export const authorityKeyIdentifier: Extension = {
  type: 'authority_key_identifier',
  critical: false,
  value: {
    key_identifier: authorityKeyId,
    authority_cert_issuer: null,
    authority_cert_serial_number: null,
  },
};
