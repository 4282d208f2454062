import { present, recode } from '#base';
import { constructed, constructedTag, explicit, oid } from '#der';
import type { DerReader, DerValue } from '#der';
import { z } from 'zod';
import { badName, normalising } from './bad-name.ts';
import { parseOid } from './object-identifier.ts';
import { otherNameKinds } from './other-name-kinds.ts';
import type { OtherNameKind, OtherNameType, OtherNameValue } from './other-name-kinds.ts';
import { excerpt, hasForbidden } from './visible-text.ts';

/**
 * An otherName (RFC 5280 §4.2.1.6): what it is and its value, whose shape depends on `type`. INTEGER is a number, or
 * beyond 2^53 the text of its decimal digits; OctetString is upper-case hex; times are `2026-01-01T00:00:00Z`; DER is
 * any other value, the upper-case hex of its whole encoding.
 */
export interface OtherName {
  readonly oid: string;
  readonly type: OtherNameType;
  readonly value: OtherNameValue;
}

const kinds = new Map<string, OtherNameKind>(
  otherNameKinds.flatMap((kind) => [
    [kind.type, kind],
    ...(kind.alias === '' ? [] : [[kind.alias, kind] as const]),
  ]),
);

/**
 * An otherName in JSON. Types may go by their short names (`UTF8`, `INT`, …) and leave by their own; an INTEGER may
 * be text (`"0x10"`), a time have any zone; the value of NULL may be left out. Issues stand at the otherName.
 */
export const otherNameSchema: z.ZodType<OtherName> = z
  .object({
    oid: z.string().check(normalising(parseOid)),
    type: z.enum([...kinds.keys()] as OtherNameType[]),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]).default(null),
  })
  .check(normalising(normalOtherName))
  .meta({ id: 'OtherNameModel' });

/**
 * An otherName under `identifier`, the implicit tag of its place.
 *
 * @throws CaError `bad_name` when the value is none of its type.
 */
export function encodeOtherName(name: OtherName, identifier: number): DerValue {
  const value = recode('bad_name', () => kindOf(name.type).encode(name.value));
  return constructed(identifier, oid(name.oid), explicit(0, value));
}

/** Reads what {@link encodeOtherName} writes; a value of a type without a name here is given as DER. */
export function decodeOtherName(reader: DerReader, identifier: number): OtherName {
  return reader.within(identifier, (inner) => {
    const type = inner.oid();
    return inner.within(constructedTag(0), (wrapped) => {
      const kind = otherNameKinds.find((each) => each.tag === wrapped.nextTag) ?? kindOf('DER');
      return { oid: type, type: kind.type, value: kind.decode(wrapped) };
    });
  });
}

/** The JSON that `OID;TYPE:value` stands for, as yet unchecked. Throws CaError `bad_name` for another form. */
export function splitOtherName(text: string): { oid: string; type: string; value: unknown } {
  const [, oid, type, rest] = /^([^;:]*);([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (oid === undefined || type === undefined)
    throw badName(`Write otherName:OID;TYPE:value instead of ${excerpt(text)}`);
  return { oid, type, value: valueOfText(kinds.get(type)?.type, rest ?? '') };
}

/** `OID;TYPE:value`, the type by its short name where it has one. */
export function formatOtherName({ oid, type, value }: OtherName): string {
  const text = typeof value === 'boolean' ? String(value).toUpperCase() : String(value ?? '');
  return `${oid};${kindOf(type).alias || type}:${text}`;
}

function normalOtherName<T extends OtherName>(name: T): T {
  const kind = kindOf(name.type);
  if (typeof name.value === 'string' && hasForbidden(name.value))
    throw badName('otherName must not contain control or bidirectional characters');
  return { ...name, type: kind.type, value: kind.normal(name.value) };
}

function valueOfText(type: OtherNameType | undefined, text: string): unknown {
  if (type === 'NULL' && text === '') return null;
  if (type === 'BOOLEAN' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function kindOf(type: OtherNameType): OtherNameKind {
  return present(kinds.get(type), `kind of otherName ${type}`);
}
