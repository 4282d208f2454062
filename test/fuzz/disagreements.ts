import { equalBytes } from '#base';
import {
  constructedTag,
  contextTag,
  DerReader,
  encodeDer,
  oidToOctets,
  parseDer,
  raw,
  sequence,
  tag,
} from '#der';
import type { DerElement } from '#der';
import { decodeExtensions, parseSignatureAlgorithm } from '#x509';
import {
  findCertificateAnatomy,
  findEmptySequences,
  findRequestAnatomy,
  isFramed,
  longestArc,
  malformedTypes,
  whenReadable,
} from './anatomy.ts';
import type { CertificateAnatomy, RawExtension, RequestAnatomy } from './anatomy.ts';

/** What a reason is judged by: the document alone. */
interface Evidence {
  readonly der: Uint8Array;
  /** Types of which some value is malformed. */
  readonly malformed: ReadonlySet<number>;
  /** Where it has the shape of one. */
  readonly certificate: CertificateAnatomy | undefined;
  readonly request: RequestAnatomy | undefined;
}

/** Why another reader and we differ on a document: known, and wanted. */
export interface Disagreement {
  readonly why: string;
  readonly explains: (evidence: Evidence) => boolean;
}

const strings: readonly number[] = [
  tag.utf8String,
  tag.printableString,
  tag.ia5String,
  tag.visibleString,
  tag.numericString,
  tag.bmpString,
  tag.universalString,
];

/** What OpenSSL takes for the value of an attribute of a name (its ASN1_PRINTABLE). */
const nameTypes: ReadonlySet<number> = new Set([
  tag.utf8String,
  tag.printableString,
  tag.teletexString,
  tag.ia5String,
  tag.numericString,
  tag.bmpString,
  tag.universalString,
  tag.bitString,
  tag.sequence,
]);

/** Types of which `checkDer` looks at the values. */
const checkedTypes = [
  tag.boolean,
  tag.integer,
  tag.enumerated,
  tag.bitString,
  tag.null,
  tag.oid,
] as const;

/** Types of which it does not, while OpenSSL knows some lengths to be wrong. */
const passedTypes = [tag.bmpString, tag.universalString, tag.utcTime, tag.generalizedTime] as const;

const extensionRequest = oidToOctets('1.2.840.113549.1.9.14');

/** We refuse what OpenSSL accepts. */
export const weRefuse: readonly Disagreement[] = [
  {
    why: 'OpenSSL reads the first value and does not ask what follows it',
    explains: ({ der }) => firstLength(der) < der.length,
  },
  {
    why: 'OpenSSL reads BER: lengths that are padded or indefinite, strings in parts',
    explains: ({ der }) => !isFramed(der),
  },
  {
    why: 'OpenSSL takes strings with characters that their type does not have',
    explains: ({ malformed }) => strings.some((type) => malformed.has(type)),
  },
  {
    why: 'OpenSSL takes RDNs without attributes (RFC 5280 §4.1.2.4)',
    explains: ({ certificate, request }) =>
      [certificate, request].some((signed) => (signed?.names ?? []).some(hasEmptyRdn)),
  },
  {
    why: 'OpenSSL takes object identifiers of any length, we up to 128 octets',
    explains: ({ malformed }) => malformed.has(tag.oid),
  },
  {
    why: 'OpenSSL takes times with zones, fractions and days that do not exist (RFC 5280 §4.1.2.5)',
    explains: ({ malformed }) => malformed.has(tag.utcTime) || malformed.has(tag.generalizedTime),
  },
  {
    why: 'OpenSSL takes any octet but 00 for TRUE, and FALSE where DER leaves a DEFAULT out',
    explains: ({ certificate, malformed }) =>
      malformed.has(tag.boolean) ||
      has(certificate, ({ critical }) => critical !== undefined && critical[0] !== 0xff),
  },
  {
    why: 'OpenSSL takes unused bits that are not zero, and a part of an octet where whole ones are meant',
    explains: ({ malformed, certificate, request }) =>
      malformed.has(tag.bitString) || [certificate, request].some(hasUnusedBits),
  },
  {
    why: 'OpenSSL does not look at the value of an extension before it is asked for it',
    explains: ({ certificate }) =>
      has(certificate, ({ der }) =>
        refuses(() => parseDer(encodeDer(sequence(raw(der))), decodeExtensions)),
      ),
  },
  {
    why: 'OpenSSL takes an extension twice (RFC 5280 §4.2)',
    explains({ certificate }) {
      const oids = (certificate?.extensions ?? []).map(({ oid }) => oid);
      return new Set(oids).size < oids.length;
    },
  },
  {
    why: 'OpenSSL takes an empty list of extensions (RFC 5280 §4.1.2.9)',
    explains: ({ certificate }) => certificate?.extensions?.length === 0,
  },
  {
    why: 'OpenSSL takes two signature algorithms in one certificate until it verifies (RFC 5280 §4.1.1.2)',
    explains: ({ certificate }) => !!certificate && !equalBytes(...certificate.algorithms),
  },
  {
    why: 'OpenSSL does not look at the parameters of RSASSA-PSS before it verifies',
    explains: ({ certificate }) =>
      (certificate?.algorithms ?? []).some((each) => refuses(() => parseSignatureAlgorithm(each))),
  },
  {
    why: 'OpenSSL takes any version, and extensions in v1 and v2 (RFC 5280 §4.1.2.1, RFC 2986 §4.1)',
    explains: ({ certificate, request }) =>
      (!!certificate && !isNumber(certificate.version, 2)) ||
      (!!request && !isNumber(request.version, 0)),
  },
  {
    why: 'OpenSSL takes serial numbers below zero and above 20 octets (RFC 5280 §4.1.2.2)',
    explains: ({ certificate }) =>
      !!certificate && ((certificate.serial[0] ?? 0) >= 0x80 || certificate.serial.length > 20),
  },
  {
    why: 'OpenSSL does not look into a SEQUENCE or SET among parameters of keys and in attributes',
    explains: ({ certificate, request }) =>
      [certificate, request].some((signed) => signed && hasMalformed(signed.spki, checkedTypes)) ||
      (request?.attributes ?? []).some((each) => hasMalformed(each, checkedTypes)),
  },
  {
    why: 'OpenSSL takes unique identifiers in constructed form, whatever is in them',
    explains: ({ der }) => hasConstructedIdentifier(der),
  },
  {
    why: 'OpenSSL takes attributes of a request in an element of primitive form',
    explains: ({ der }) => hasPrimitiveAttributes(der),
  },
  {
    why: 'OpenSSL takes extensionRequest twice, with no value and with several (RFC 2985 §5.4.2)',
    explains: ({ request }) => !!request && countExtensionRequests(request) !== 1,
  },
];

/**
 * What GnuTLS alone takes and we refuse. All else that it takes OpenSSL takes too, for the reasons above: the two read
 * what extensions, names and keys hold only when they are asked for it.
 */
export const gnutlsTakes: readonly Disagreement[] = [
  {
    why: 'GnuTLS takes an empty SEQUENCE for one whose fields are all left out',
    explains: ({ der, certificate }) =>
      (findEmptySequences(der) ?? 0) > countEmptyNames(certificate),
  },
  {
    why: 'GnuTLS takes INTEGERs that are empty or padded',
    explains: ({ malformed }) => malformed.has(tag.integer),
  },
];

/** What GnuTLS alone refuses and we accept. */
export const gnutlsRefuses: readonly Disagreement[] = [
  {
    why: 'GnuTLS does not take object identifiers with an arc above 64 bits',
    explains: ({ der }) => longestArc(der) > 9,
  },
];

/** We accept what OpenSSL refuses. */
export const weAccept: readonly Disagreement[] = [
  {
    why: 'values of names that OpenSSL does not take there pass through us as they are',
    explains: ({ certificate, request }) =>
      [certificate, request].some((signed) => (signed?.names ?? []).some(hasOddValue)),
  },
  {
    why: 'texts and times among the parameters of a key are not looked at before the key is',
    explains: ({ certificate, request }) =>
      [certificate, request].some((signed) => signed && hasMalformed(signed.spki, passedTypes)),
  },
  {
    why: 'texts and times in attributes of a request are not looked at',
    explains: ({ request }) =>
      (request?.attributes ?? []).some((each) => hasMalformed(each, passedTypes)),
  },
];

/** The first reason of `list` for a disagreement on `der`; undefined when there is none, which is a finding. */
export function explain(list: readonly Disagreement[], der: Uint8Array): string | undefined {
  const evidence = {
    der,
    malformed: malformedTypes(der),
    certificate: findCertificateAnatomy(der),
    request: findRequestAnatomy(der),
  };
  return list.find(({ explains }) => explains(evidence))?.why;
}

function refuses(read: () => unknown): boolean {
  return whenReadable(() => [read()]) === undefined;
}

function has(
  certificate: CertificateAnatomy | undefined,
  is: (each: RawExtension) => boolean,
): boolean {
  return (certificate?.extensions ?? []).some(is);
}

function firstLength(der: Uint8Array): number {
  return whenReadable(() => DerReader.of(der).any().der.length) ?? der.length;
}

function isNumber(content: Uint8Array | undefined, value: number): boolean {
  return content?.length === 1 && content[0] === value;
}

/** Whether the key or the signature ends inside an octet. */
function hasUnusedBits(signed: CertificateAnatomy | RequestAnatomy | undefined): boolean {
  if (!signed) return false;
  const key = whenReadable(() =>
    parseDer(signed.spki, (reader) =>
      reader.sequence((inner) => {
        inner.any();
        return inner.any().content;
      }),
    ),
  );
  return signed.signature[0] !== 0 || key?.[0] !== 0;
}

/** How many values extensionRequest has, in all its occurrences; one, where it does not occur. */
function countExtensionRequests({ attributes }: RequestAnatomy): number {
  const counts = attributes.map((der) =>
    whenReadable(() =>
      parseDer(der, (reader) =>
        reader.sequence((inner) =>
          equalBytes(inner.content(tag.oid), extensionRequest)
            ? inner.list((each) => each.any(), tag.set).length
            : undefined,
        ),
      ),
    ),
  );
  const known = counts.filter((count) => count !== undefined);
  return known.length === 1 ? (known[0] ?? 0) : known.length + (known.length === 0 ? 1 : 0);
}

function hasMalformed(der: Uint8Array, types: readonly number[]): boolean {
  const malformed = malformedTypes(der);
  return types.some((type) => malformed.has(type));
}

/** A name may be empty. */
function countEmptyNames(certificate: CertificateAnatomy | undefined): number {
  return (certificate?.names ?? []).filter((name) => name.length === 2).length;
}

/** A unique identifier is a BIT STRING (RFC 5280 §4.1.2.8), which in DER is primitive. */
function hasConstructedIdentifier(der: Uint8Array): boolean {
  const found = whenReadable(() => {
    const tbs = DerReader.of(der).inside().inside();
    while (!tbs.done && tbs.nextTag !== constructedTag(1) && tbs.nextTag !== constructedTag(2))
      tbs.any();
    return !tbs.done;
  });
  return found === true;
}

function hasPrimitiveAttributes(der: Uint8Array): boolean {
  const found = whenReadable(() => {
    const info = DerReader.of(der).inside().inside();
    for (let i = 0; i < 3; i++) info.any();
    return info.nextTag;
  });
  return found === contextTag(0);
}

function hasEmptyRdn(name: Uint8Array): boolean {
  const contents = whenReadable(() =>
    parseDer(name, (reader) => reader.list((each) => each.content(tag.set))),
  );
  return (contents ?? []).some((each) => each.length === 0);
}

function hasOddValue(name: Uint8Array): boolean {
  const values = whenReadable(() =>
    parseDer(name, (reader) => reader.list((each) => each.list(readAttributeValue, tag.set))),
  );
  return (values ?? [])
    .flat()
    .some(({ tag: type, der }) => !nameTypes.has(type) || malformedTypes(der).has(tag.bitString));
}

function readAttributeValue(reader: DerReader): DerElement {
  return reader.sequence((inner) => {
    inner.any();
    return inner.any();
  });
}
