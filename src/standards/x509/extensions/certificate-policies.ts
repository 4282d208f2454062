import { z } from 'zod';
import { toBase64 } from '#base';
import { checkDer, isIa5, oid, raw, sequence, tag, text } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  base64Octets,
  decodeList,
  encodeList,
  encodeWholeNumber,
  issue,
  oidSchema,
  optional,
  toWholeNumber,
  uniqueList,
} from '../extension-value.ts';
import type { WholeNumber } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { bullets, indent, section } from '../text-lines.ts';
import { visible } from '../visible-text.ts';

/** Points at numbered notices of an organization. */
export interface NoticeReference {
  readonly organization: string;
  readonly notice_numbers: readonly WholeNumber[];
}

/** What a relying party is to be shown. */
export interface UserNotice {
  readonly explicit_text: string | null;
  readonly notice_reference: NoticeReference | null;
}

/** A qualifier of a kind that RFC 5280 does not know; only read, not offered to requests. */
export interface OtherQualifier {
  /** Dotted. */
  readonly qualifier_id: string;
  /** DER in base64. */
  readonly qualifier: string;
}

/** A text is the URI of a certification practice statement. */
export type PolicyQualifier = string | UserNotice | OtherQualifier;

/** A policy under which the certificate was issued. */
export interface PolicyInformation {
  /** Dotted. */
  readonly policy_identifier: string;
  readonly policy_qualifiers: readonly PolicyQualifier[] | null;
}

const cpsOid = '1.3.6.1.5.5.7.2.1';
const userNoticeOid = '1.3.6.1.5.5.7.2.2';
const displayTexts = [tag.utf8String, tag.ia5String, tag.visibleString, tag.bmpString];

const cpsSchema = z.string().superRefine((uri, ctx) => {
  if (uri === '' || !isIa5(uri)) issue(ctx, 'the URI of a practice statement must be ASCII');
});

const userNoticeSchema = z.object({
  explicit_text: optional(z.string()),
  notice_reference: optional(
    z.object({ organization: z.string(), notice_numbers: z.array(z.int()) }),
  ),
});

/** The policies of the certificate (RFC 5280 §4.2.1.4), in the order given; texts are written as UTF8String. */
export const certificatePolicies: ExtensionKind<
  readonly PolicyInformation[],
  'certificate_policies'
> = {
  type: 'certificate_policies',
  oid: '2.5.29.32',
  title: 'Certificate Policies',
  criticality: { default: false },
  configurable: true,
  value: uniqueList(
    z.object({
      policy_identifier: oidSchema,
      policy_qualifiers: optional(uniqueList(z.union([cpsSchema, userNoticeSchema]))),
    }),
  ),
  encode: (policies) => encodeList(policies, encodePolicy),
  decode: (reader) => decodeList(reader, (inner) => inner.sequence(decodePolicy)),
  text: (policies) => policies.flatMap(describePolicy),
};

function encodePolicy({ policy_identifier, policy_qualifiers }: PolicyInformation): DerValue {
  return sequence(
    oid(policy_identifier),
    policy_qualifiers === null ? undefined : encodeList(policy_qualifiers, encodeQualifier),
  );
}

function encodeQualifier(qualifier: PolicyQualifier): DerValue {
  if (typeof qualifier === 'string') return sequence(oid(cpsOid), text(tag.ia5String, qualifier));
  if ('qualifier_id' in qualifier)
    return sequence(oid(qualifier.qualifier_id), raw(base64Octets(qualifier.qualifier)));
  const { explicit_text, notice_reference } = qualifier;
  return sequence(
    oid(userNoticeOid),
    sequence(
      notice_reference === null ? undefined : encodeReference(notice_reference),
      explicit_text === null ? undefined : text(tag.utf8String, explicit_text),
    ),
  );
}

function encodeReference({ organization, notice_numbers }: NoticeReference): DerValue {
  return sequence(
    text(tag.utf8String, organization),
    sequence(...notice_numbers.map((number) => encodeWholeNumber(number))),
  );
}

function decodePolicy(reader: DerReader): PolicyInformation {
  return {
    policy_identifier: reader.oid(),
    policy_qualifiers: reader.done
      ? null
      : decodeList(reader, (inner) => inner.sequence(decodeQualifier)),
  };
}

function decodeQualifier(reader: DerReader): PolicyQualifier {
  const qualifier_id = reader.oid();
  if (qualifier_id === cpsOid) return reader.string(tag.ia5String);
  if (qualifier_id === userNoticeOid) return reader.sequence(decodeNotice);
  const { der } = reader.any();
  checkDer(der);
  return { qualifier_id, qualifier: toBase64(der) };
}

function decodeNotice(reader: DerReader): UserNotice {
  const notice_reference = reader.nextIs(tag.sequence) ? reader.sequence(decodeReference) : null;
  const explicit_text = reader.done ? null : reader.string(...displayTexts);
  return { explicit_text, notice_reference };
}

function decodeReference(reader: DerReader): NoticeReference {
  return {
    organization: reader.string(...displayTexts),
    notice_numbers: reader.list((inner) => toWholeNumber(inner.integer())),
  };
}

function describePolicy({ policy_identifier, policy_qualifiers }: PolicyInformation): string[] {
  return [
    `* Policy Identifier: ${policy_identifier}`,
    ...indent(
      policy_qualifiers === null
        ? ['No Policy Qualifiers']
        : ['Policy Qualifiers:', ...policy_qualifiers.flatMap(describeQualifier)],
    ),
  ];
}

function describeQualifier(qualifier: PolicyQualifier): string[] {
  if (typeof qualifier === 'string') return [`* ${visible(qualifier)}`];
  if ('qualifier_id' in qualifier) return [`* ${qualifier.qualifier_id}: ${qualifier.qualifier}`];
  const { explicit_text, notice_reference } = qualifier;
  return [
    '* User Notice:',
    ...indent([
      ...(explicit_text === null ? [] : [`* Explicit Text: ${visible(explicit_text)}`]),
      ...section(
        '* Notice Reference:',
        notice_reference ? describeReference(notice_reference) : [],
      ),
    ]),
  ];
}

function describeReference({ organization, notice_numbers }: NoticeReference): string[] {
  return bullets([
    `Organization: ${visible(organization)}`,
    `Notice Numbers: ${notice_numbers.join(', ')}`,
  ]);
}
