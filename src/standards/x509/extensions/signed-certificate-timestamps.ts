import type { ExtensionKind } from '../extension-kind.ts';
import { timestampList } from '../sct-list.ts';
import type { SignedCertificateTimestamp } from '../sct-list.ts';

/** Timestamps over the certificate itself, as OCSP answers carry them (RFC 6962 §3.3). */
export const signedCertificateTimestamps: ExtensionKind<
  readonly SignedCertificateTimestamp[],
  'signed_certificate_timestamps'
> = {
  type: 'signed_certificate_timestamps',
  oid: '1.3.6.1.4.1.11129.2.4.5',
  title: 'Signed Certificate Timestamps',
  criticality: { default: false },
  configurable: false,
  ...timestampList('x509_certificate'),
};
