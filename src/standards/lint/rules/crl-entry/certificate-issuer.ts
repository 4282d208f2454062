import { findExtension } from '#x509';
import type { CrlEntryExtensionsRule } from '../../unsigned-crl.ts';

/** Only indirect CRLs hold certificates of other issuers. */
export const certificateIssuer: CrlEntryExtensionsRule = {
  name: 'crl_entry_certificate_issuer',
  source: 'RFC 5280 §5.3.3',
  check: ({ extensions }, { isIndirect }) =>
    !isIndirect && findExtension(extensions, 'certificate_issuer')
      ? 'An entry names its issuer although the CRL is not indirect'
      : undefined,
};
