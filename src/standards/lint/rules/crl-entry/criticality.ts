import { findExtensionKind } from '#x509';
import type { CrlEntryExtensionsRule } from '../../unsigned-crl.ts';

const critical = new Map<string, boolean>([
  ['crl_reason', false],
  ['invalidity_date', false],
  ['certificate_issuer', true],
]);

/** Reason and invalidity date are not critical; whose certificate it is must be. */
export const criticality: CrlEntryExtensionsRule = {
  name: 'crl_entry_criticality',
  source: 'RFC 5280 §5.3.1, §5.3.2, §5.3.3',
  check: ({ extensions }) => {
    const wrong = extensions.find(
      (each) => (critical.get(each.type) ?? each.critical) !== each.critical,
    );
    if (!wrong) return undefined;
    const title = findExtensionKind(wrong.type)?.title ?? wrong.type;
    return `The extension ${title} of an entry is ${wrong.critical ? '' : 'not '}critical`;
  },
};
