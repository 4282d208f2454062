import { extensionOid, type ExtensionType } from '#x509';
import type { CrlEntryExtensionsRule } from '../../unsigned-crl.ts';

const known = new Set<ExtensionType>(['crl_reason', 'invalidity_date', 'certificate_issuer']);

/** No extension of an entry is critical that relying parties need not know, and none belongs elsewhere. */
export const extensionsKnown: CrlEntryExtensionsRule = {
  name: 'crl_entry_extensions_known',
  source: 'RFC 5280 §5.3',
  check: ({ extensions }) => {
    const wrong = extensions.find(
      ({ type, critical }) => !known.has(type) && (type !== 'unknown' || critical),
    );
    return (
      wrong && `An entry has the extension ${extensionOid(wrong)}, which does not belong there`
    );
  },
};
