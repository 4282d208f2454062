import type { ExtensionKind } from '../extension-kind.ts';
import { timestampList } from '../sct-list.ts';
import type { SignedCertificateTimestamp } from '../sct-list.ts';

/** Timestamps over the precertificate, embedded in the certificate (RFC 6962 §3.3). */
export const precertificateSignedCertificateTimestamps: ExtensionKind<
  readonly SignedCertificateTimestamp[],
  'precertificate_signed_certificate_timestamps'
> = {
  type: 'precertificate_signed_certificate_timestamps',
  oid: '1.3.6.1.4.1.11129.2.4.2',
  title: 'Precertificate Signed Certificate Timestamps',
  criticality: { default: false },
  configurable: false,
  ...timestampList('precertificate'),
};
