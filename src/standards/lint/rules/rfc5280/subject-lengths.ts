import { attributeTitle, findAttributeType } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Bounds that the table of attribute types leaves open: ub-postal-code-length, and X.520's ub-street-address. */
const more = new Map<string, number>([
  ['2.5.4.17', 16],
  ['2.5.4.9', 128],
]);

/** No attribute of a name is empty, and none is longer in characters than its upper bound. */
export const subjectLengths: CertificateRule = {
  name: 'subject_lengths',
  source: 'RFC 5280 App. A.1',
  check: ({ subject }) => {
    for (const { oid, value } of subject) {
      const size = Array.from(value).length;
      if (size < (findAttributeType(oid)?.minLength ?? 1))
        return `The attribute ${attributeTitle(oid)} is too short`;
      if (size > (findAttributeType(oid)?.maxLength ?? more.get(oid) ?? Infinity))
        return `The attribute ${attributeTitle(oid)} is too long`;
    }
    return undefined;
  },
};
