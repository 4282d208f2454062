import { isIa5, isPrintable, tag } from '#der';
import { z } from 'zod';
import { badName, normalising } from './bad-name.ts';
import { attributeOid, findAttributeType } from './name-attributes.ts';
import { parseBits, refuseOpaque } from './name-value.ts';
import type { Name, NameAttribute } from './name.ts';
import { excerpt, hasForbidden } from './visible-text.ts';

const attributeSchema = z
  .object({ oid: z.string().check(normalising((text) => attributeOid(text))), value: z.string() })
  .check(normalising(checkAttribute))
  .meta({ id: 'NameAttributeModel' });

/**
 * A name in JSON. An `oid` may be an alias of `attributeTypes` and leaves dotted; the value must fit the type of the
 * attribute and hold no control or bidirectional characters; only types that repeat may come twice. An issue with an
 * OID stands at the `oid`, one with a value at the attribute, one with a repetition at the name.
 */
export const nameSchema: z.ZodType<Name> = z
  .array(attributeSchema)
  .check(normalising(checkRepeats))
  .meta({ id: 'NameModel' });

function checkAttribute<T extends NameAttribute>(attribute: T): T {
  const { oid, value } = attribute;
  if (hasForbidden(value))
    throw badName(`${typeName(oid)} must not contain control or bidirectional characters`);
  checkLength(attribute);
  checkAlphabet(attribute);
  refuseOpaque(value);
  return attribute;
}

function checkLength({ oid, value }: NameAttribute): void {
  const { minLength = 1, maxLength = Infinity } = findAttributeType(oid) ?? {};
  const length = Array.from(value).length;
  if (length >= minLength && length <= maxLength) return;
  if (minLength === maxLength) throw badName(`${excerpt(value)}: Must have exactly two characters`);
  const upper = maxLength === Infinity ? '' : ` and <= ${maxLength}`;
  throw badName(`${typeName(oid)} length must be >= ${minLength}${upper}, but it was ${length}`);
}

function checkAlphabet({ oid, value }: NameAttribute): void {
  const encoding = findAttributeType(oid)?.encoding;
  if (encoding === tag.bitString) parseBits(value);
  if (encoding === tag.printableString && !isPrintable(value))
    throw badName(`${excerpt(value)}: ${typeName(oid)} takes letters, digits and '()+,-./:=? only`);
  if (encoding === tag.ia5String && !isIa5(value))
    throw badName(`${excerpt(value)}: ${typeName(oid)} takes ASCII only`);
}

function checkRepeats<T extends NameAttribute>(name: T[]): T[] {
  const seen = new Set<string>();
  for (const { oid } of name) {
    if (seen.has(oid) && !findAttributeType(oid)?.repeats)
      throw badName(`attribute of type ${typeName(oid)} must not occur more then once in a name`);
    seen.add(oid);
  }
  return name;
}

function typeName(oid: string): string {
  return findAttributeType(oid)?.aliases[0] ?? oid;
}
