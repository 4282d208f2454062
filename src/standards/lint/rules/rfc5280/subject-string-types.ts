import { tag } from '#der';
import { attributeTitle, findAttributeType } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/**
 * A DirectoryString is a UTF8String or a PrintableString; the types whose syntax is PrintableString, IA5String or BIT
 * STRING are that and nothing else. Attributes without a type of ours may be anything.
 */
export const subjectStringTypes: CertificateRule = {
  name: 'subject_string_types',
  source: 'RFC 5280 §4.1.2.4',
  check: ({ subjectAttributes }) => {
    const wrong = subjectAttributes.find(({ oid, tag: found }) => !isAllowed(oid, found));
    return wrong && `The attribute ${attributeTitle(wrong.oid)} is of the wrong string type`;
  },
};

function isAllowed(oid: string, found: number): boolean {
  const encoding = findAttributeType(oid)?.encoding ?? found;
  return found === encoding || (encoding === tag.utf8String && found === tag.printableString);
}
