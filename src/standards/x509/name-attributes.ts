import { tag } from '#der';
import { parseOid } from './object-identifier.ts';

/** What we know of one type of attribute in a name. */
export interface AttributeType {
  readonly oid: string;
  /** Every name it answers to in JSON, case-sensitive; the standard's own name first. */
  readonly aliases: readonly string[];
  /** What {@link formatName} writes before the equals sign: the short form where there is one. */
  readonly label: string;
  /** For people: `commonName (CN)`. */
  readonly title: string;
  /** The tag of the string type that a new value is encoded in, or of BIT STRING. */
  readonly encoding: number;
  /** Length of a value in characters, both bounds included; an upper bound only where a standard names one. */
  readonly minLength: number;
  readonly maxLength?: number;
  /** Whether a name may hold more than one of it. */
  readonly repeats: boolean;
}

interface More {
  readonly short?: string;
  readonly also?: string;
  readonly encoding?: number;
  readonly min?: number;
  readonly max?: number;
  readonly repeats?: boolean;
}

const printable = { encoding: tag.printableString };
const ia5 = { encoding: tag.ia5String };
const long = { max: 32768 };
const country = { ...printable, min: 2, max: 2 };

/**
 * Every type of attribute that has a name here. Upper bounds: RFC 5280 appendix A, and RFC 2985 §5.4.1 for
 * unstructuredName.
 */
export const attributeTypes: readonly AttributeType[] = Object.freeze([
  type('businessCategory', '2.5.4.15'),
  type('commonName', '2.5.4.3', { short: 'CN', max: 64 }),
  type('countryName', '2.5.4.6', { short: 'C', ...country }),
  type('dnQualifier', '2.5.4.46', printable),
  type('domainComponent', '0.9.2342.19200300.100.1.25', { short: 'DC', ...ia5, repeats: true }),
  type('emailAddress', '1.2.840.113549.1.9.1', { ...ia5, max: 255 }),
  type('generationQualifier', '2.5.4.44', long),
  type('givenName', '2.5.4.42', long),
  type('initials', '2.5.4.43', long),
  type('inn', '1.2.643.3.131.1.1'),
  type('jurisdictionCountryName', '1.3.6.1.4.1.311.60.2.1.3', country),
  type('jurisdictionLocalityName', '1.3.6.1.4.1.311.60.2.1.1'),
  type('jurisdictionStateOrProvinceName', '1.3.6.1.4.1.311.60.2.1.2'),
  type('localityName', '2.5.4.7', { short: 'L', max: 128 }),
  type('ogrn', '1.2.643.100.1'),
  type('organizationalUnitName', '2.5.4.11', { short: 'OU', max: 64, repeats: true }),
  type('organizationName', '2.5.4.10', { short: 'O', max: 64 }),
  type('organizationIdentifier', '2.5.4.97'),
  type('postalAddress', '2.5.4.16'),
  type('postalCode', '2.5.4.17'),
  type('pseudonym', '2.5.4.65', { max: 128 }),
  type('serialNumber', '2.5.4.5', { ...printable, max: 64 }),
  type('snils', '1.2.643.100.3'),
  type('stateOrProvinceName', '2.5.4.8', { short: 'ST', max: 128 }),
  type('street', '2.5.4.9', { also: 'streetAddress', repeats: true }),
  type('surname', '2.5.4.4', { short: 'SN', ...long }),
  type('title', '2.5.4.12', { max: 64 }),
  type('unstructuredName', '1.2.840.113549.1.9.2', { max: 255 }),
  type('uid', '0.9.2342.19200300.100.1.1', { also: 'userid' }),
  type('x500UniqueIdentifier', '2.5.4.45', { encoding: tag.bitString }),
]);

const byOid = new Map(attributeTypes.map((each) => [each.oid, each]));
const byAlias = new Map(
  attributeTypes.flatMap((each) => each.aliases.map((alias) => [alias, each.oid])),
);
const byLowerAlias = new Map([...byAlias].map(([alias, oid]) => [alias.toLowerCase(), oid]));

/** The order in which merged subjects stand unless the settings name another: dotted OIDs. */
export const defaultNameOrder: readonly string[] = Object.freeze(
  ['dnQualifier', 'C', 'postalCode', 'ST', 'L', 'DC', 'O', 'OU', 'title', 'CN', 'uid']
    .concat('emailAddress', 'serialNumber')
    .map((alias) => attributeOid(alias)),
);

/** The row of the table for a dotted OID; undefined for a type that has no name here. */
export function findAttributeType(oid: string): AttributeType | undefined {
  return byOid.get(oid);
}

/** What people read for a type of attribute: `commonName (CN)`, `serialNumber`, or the dotted OID. */
export function attributeTitle(oid: string): string {
  return byOid.get(oid)?.title ?? oid;
}

/**
 * The dotted OID of an alias or of a dotted OID. Aliases are case-sensitive, or not with `anyCase` (RFC 4514 §3).
 *
 * @throws CaError `bad_name` when the text is neither, or an OID too long to encode.
 */
export function attributeOid(text: string, anyCase?: 'anyCase'): string {
  return (anyCase ? byLowerAlias.get(text.toLowerCase()) : byAlias.get(text)) ?? parseOid(text);
}

function type(name: string, oid: string, more: More = {}): AttributeType {
  const { short, also, encoding = tag.utf8String, min = 1, max, repeats = false } = more;
  return Object.freeze({
    oid,
    aliases: Object.freeze([name, short, also].filter((each) => each !== undefined)),
    label: short ?? name,
    title: short === undefined ? name : `${name} (${short})`,
    encoding,
    minLength: min,
    ...(max === undefined ? {} : { maxLength: max }),
    repeats,
  });
}
