import { isPrintable, tag } from '#der';
import { attributeTitle } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { hasHiddenCharacter } from '../../hidden-character.ts';

/**
 * A PrintableString holds letters, digits and a few marks. Our own: no attribute holds a control or bidirectional
 * character, with which a name would show as something else.
 */
export const subjectAlphabet: CertificateRule = {
  name: 'subject_alphabet',
  source: 'RFC 5280 App. A.1',
  check: ({ subject, subjectAttributes }) => {
    for (const [i, { oid, tag: type }] of subjectAttributes.entries()) {
      const value = subject[i]?.value ?? '';
      if (hasHiddenCharacter(value))
        return `The attribute ${attributeTitle(oid)} holds a control or bidirectional character`;
      if (type === tag.printableString && !isPrintable(value))
        return `The attribute ${attributeTitle(oid)} holds what no PrintableString can`;
    }
    return undefined;
  },
};
