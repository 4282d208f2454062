import { z } from 'zod';
import { toBase64, toColonHex } from '#base';
import { constructedTag, contextTag, octetString, sequence } from '#der';
import type { DerReader } from '#der';
import {
  base64Octets,
  base64Schema,
  encodeWholeNumber,
  filled,
  optional,
  toWholeNumber,
  uniqueList,
  wholeNumberSchema,
} from '../extension-value.ts';
import type { WholeNumber } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { generalNameSchema } from '../general-name-schema.ts';
import { formatGeneralName } from '../general-name-text.ts';
import { decodeGeneralNames, encodeGeneralNames } from '../general-name.ts';
import type { GeneralName } from '../general-name.ts';
import { bullets, section } from '../text-lines.ts';

/** Which key signed: by an identifier of the key, or by name and serial of its certificate. */
export interface AuthorityKeyIdentifier {
  /** Base64. */
  readonly key_identifier: string | null;
  readonly authority_cert_issuer: readonly GeneralName[] | null;
  readonly authority_cert_serial_number: WholeNumber | null;
}

/** Points at the issuer's key (RFC 5280 §4.2.1.1). */
export const authorityKeyIdentifier: ExtensionKind<
  AuthorityKeyIdentifier,
  'authority_key_identifier'
> = {
  type: 'authority_key_identifier',
  oid: '2.5.29.35',
  title: 'Authority Key Identifier',
  criticality: { default: false, fixed: true },
  configurable: false,
  value: z.object({
    key_identifier: optional(base64Schema),
    authority_cert_issuer: optional(uniqueList(generalNameSchema)),
    authority_cert_serial_number: optional(wholeNumberSchema),
  }),
  encode: ({
    key_identifier,
    authority_cert_issuer: issuer,
    authority_cert_serial_number: serial,
  }) =>
    sequence(
      key_identifier === null
        ? undefined
        : octetString(base64Octets(key_identifier), contextTag(0)),
      issuer === null ? undefined : encodeGeneralNames(filled([...issuer]), constructedTag(1)),
      serial === null ? undefined : encodeWholeNumber(serial, contextTag(2)),
    ),
  decode: (reader) => reader.sequence(decodeFields),
  text: describe,
};

function decodeFields(reader: DerReader): AuthorityKeyIdentifier {
  return {
    key_identifier: reader.nextIs(contextTag(0))
      ? toBase64(reader.octetString(contextTag(0)))
      : null,
    authority_cert_issuer: reader.nextIs(constructedTag(1))
      ? filled(decodeGeneralNames(reader, constructedTag(1)))
      : null,
    authority_cert_serial_number: reader.nextIs(contextTag(2))
      ? toWholeNumber(reader.integer(contextTag(2)))
      : null,
  };
}

function describe(value: AuthorityKeyIdentifier): string[] {
  const serial = value.authority_cert_serial_number;
  return [
    ...(value.key_identifier === null
      ? []
      : [`* KeyID: ${toColonHex(base64Octets(value.key_identifier))}`]),
    ...section('* Issuer:', bullets((value.authority_cert_issuer ?? []).map(formatGeneralName))),
    ...(serial === null ? [] : [`* Serial: ${BigInt(serial).toString(16).toUpperCase()}`]),
  ];
}
