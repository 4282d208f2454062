import { equalBytes } from '#base';
import { checkDer, DerReader, encodeDer, parseDer, raw, sequence, tag } from '#der';
import { decodeExtensions, decodeName, parseSignatureAlgorithm } from '#x509';
import { findAnatomy, malformedTypes, whenReadable } from './anatomy.ts';
import type { Anatomy } from './anatomy.ts';

/** What a reason is judged by. */
interface Evidence {
  readonly der: Uint8Array;
  /** Where it is a certificate by its shape. */
  readonly anatomy: Anatomy | undefined;
  readonly malformed: ReadonlySet<number>;
}

/** Why OpenSSL and we may differ on a document: known, wanted, and told from the document alone. */
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

/** We refuse what OpenSSL accepts. */
export const weRefuse: readonly Disagreement[] = [
  {
    why: 'OpenSSL reads the first value and does not ask what follows it',
    explains: ({ der }) => firstLength(der) < der.length,
  },
  {
    why: 'OpenSSL reads BER: lengths that are padded or indefinite, strings in parts',
    explains: ({ der }) => refuses(() => checkDer(der, der.length)),
  },
  {
    why: 'OpenSSL takes strings with characters that their type does not have',
    explains: ({ malformed }) => strings.some((type) => malformed.has(type)),
  },
  {
    why: 'OpenSSL takes any text for a time (RFC 5280 §4.1.2.5 has two forms)',
    explains: ({ malformed }) => malformed.has(tag.utcTime) || malformed.has(tag.generalizedTime),
  },
  {
    why: 'OpenSSL takes any octet but 00 for TRUE, and critical FALSE where DER leaves a DEFAULT out',
    explains: ({ anatomy }) =>
      some(anatomy, ({ critical }) => critical?.[0] !== 0xff && !!critical),
  },
  {
    why: 'OpenSSL takes unused bits that are not zero, and bits at all where octets are meant',
    explains: ({ anatomy, malformed }) => malformed.has(tag.bitString) || hasUnusedBits(anatomy),
  },
  {
    why: 'OpenSSL does not look at the values of extensions before it is asked for them',
    explains: ({ anatomy }) =>
      some(anatomy, ({ der }) =>
        refuses(() => parseDer(encodeDer(sequence(raw(der))), decodeExtensions)),
      ),
  },
  {
    why: 'OpenSSL takes an extension twice (RFC 5280 §4.2)',
    explains: ({ anatomy }) => {
      const oids = (anatomy?.extensions ?? []).map(({ oid }) => oid);
      return new Set(oids).size < oids.length;
    },
  },
  {
    why: 'OpenSSL takes an empty list of extensions (RFC 5280 §4.1.2.9)',
    explains: ({ anatomy }) => anatomy?.extensions.length === 0,
  },
  {
    why: 'OpenSSL takes two signature algorithms in one certificate (RFC 5280 §4.1.1.2) until it is verified',
    explains: ({ anatomy }) => !!anatomy && !equalBytes(...anatomy.algorithms),
  },
  {
    why: 'OpenSSL does not look at the parameters of RSASSA-PSS before it verifies',
    explains: ({ anatomy }) =>
      (anatomy?.algorithms ?? []).some((each) => refuses(() => parseSignatureAlgorithm(each))),
  },
  {
    why: 'OpenSSL takes any version, and takes extensions in v1 and v2 (RFC 5280 §4.1.2.1)',
    explains: ({ anatomy }) => !!anatomy && !isVersionThree(anatomy),
  },
  {
    why: 'OpenSSL takes serial numbers below zero and above 20 octets (RFC 5280 §4.1.2.2)',
    explains: ({ anatomy }) =>
      !!anatomy && ((anatomy.serial[0] ?? 0) >= 0x80 || anatomy.serial.length > 20),
  },
];

/** We accept what OpenSSL refuses. */
export const weAccept: readonly Disagreement[] = [
  {
    why: 'values of names that are no strings pass through us as they are',
    explains: ({ anatomy }) =>
      (anatomy?.names ?? []).some((each) =>
        whenReadable(() => parseDer(each, decodeName))?.some(({ value }) => value.startsWith('#')),
      ),
  },
  {
    why: 'parameters of a key are not looked at before the key is',
    explains: ({ anatomy }) => !!anatomy && malformedTypes(anatomy.spki).size > 0,
  },
];

/** The first reason of `list` for a disagreement on `der`; undefined when there is none, which is a finding. */
export function explain(list: readonly Disagreement[], der: Uint8Array): string | undefined {
  const evidence = { der, anatomy: findAnatomy(der), malformed: malformedTypes(der) };
  return list.find(({ explains }) => explains(evidence))?.why;
}

function some(
  anatomy: Anatomy | undefined,
  is: (each: Anatomy['extensions'][number]) => boolean,
): boolean {
  return (anatomy?.extensions ?? []).some(is);
}

function refuses(read: () => unknown): boolean {
  return whenReadable(() => [read()]) === undefined;
}

function firstLength(der: Uint8Array): number {
  return whenReadable(() => DerReader.of(der).any().der.length) ?? der.length;
}

function isVersionThree({ version }: Anatomy): boolean {
  return version?.length === 1 && version[0] === 2;
}

function hasUnusedBits(anatomy: Anatomy | undefined): boolean {
  if (!anatomy) return false;
  const key = whenReadable(() =>
    parseDer(anatomy.spki, (reader) =>
      reader.sequence((inner) => (inner.any(), inner.any().content)),
    ),
  );
  return anatomy.signature[0] !== 0 || key?.[0] !== 0;
}
