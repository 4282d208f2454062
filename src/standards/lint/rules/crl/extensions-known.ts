import { extensionOid, type ExtensionType } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';

const known = new Set<ExtensionType>([
  'authority_key_identifier',
  'issuer_alternative_name',
  'crl_number',
  'delta_crl_indicator',
  'issuing_distribution_point',
  'freshest_crl',
  'authority_information_access',
]);

/**
 * No extension is critical that relying parties need not know: they would have to put the whole CRL aside. Our own: none
 * is one that belongs into certificates.
 */
export const extensionsKnown: CrlRule = {
  name: 'crl_extensions_known',
  source: 'RFC 5280 §5.2',
  check: ({ extensions }) => {
    const wrong = extensions.find(
      ({ type, critical }) => !known.has(type) && (type !== 'unknown' || critical),
    );
    return wrong && `The extension ${extensionOid(wrong)} does not belong into a CRL`;
  },
};
