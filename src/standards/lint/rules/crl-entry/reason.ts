import { findExtension } from '#x509';
import type { CrlEntryExtensionsRule } from '../../unsigned-crl.ts';

/** Whose reason is unspecified has none written; removeFromCRL stands in delta CRLs alone. */
export const reason: CrlEntryExtensionsRule = {
  name: 'crl_entry_reason',
  source: 'RFC 5280 §5.3.1',
  check: ({ extensions }, { isDelta }) => {
    const found = findExtension(extensions, 'crl_reason')?.value;
    if (found === 'unspecified') return 'An entry gives the reason unspecified';
    return found === 'remove_from_crl' && !isDelta
      ? 'An entry gives the reason removeFromCRL outside a delta CRL'
      : undefined;
  },
};
