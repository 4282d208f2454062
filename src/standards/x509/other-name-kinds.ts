import { findHex, isCaError, toHex } from '#base';
import type { CaError } from '#base';
import {
  boolean,
  checkDer,
  generalizedTime,
  integer,
  isIa5,
  nothing,
  octetString,
  parseDer,
  raw,
  tag,
  text,
  time,
} from '#der';
import type { DerReader, DerValue } from '#der';
import { z } from 'zod';
import { badName } from './bad-name.ts';
import { excerpt } from './visible-text.ts';

/** What the value of an otherName is: the names that JSON has for it, and `DER` for all that has no name there. */
export type OtherNameType =
  | 'UTF8String'
  | 'UNIVERSALSTRING'
  | 'IA5STRING'
  | 'BOOLEAN'
  | 'NULL'
  | 'INTEGER'
  | 'OctetString'
  | 'UTCTIME'
  | 'GENERALIZEDTIME'
  | 'DER';

/** The value of an otherName in JSON. */
export type OtherNameValue = string | number | boolean | null;

/** All that is known of one type of value. */
export interface OtherNameKind {
  readonly type: OtherNameType;
  /** Short name, as OpenSSL has it; empty where there is none. */
  readonly alias: string;
  /** Identifier octet by which a value is told; undefined for DER, which takes what is left. */
  readonly tag: number | undefined;
  /** The one form of a value; throws CaError `bad_name` for what is none. */
  normal(value: OtherNameValue): OtherNameValue;
  /** The DER of a value in its one form. */
  encode(value: OtherNameValue): DerValue;
  /** Reads an element of this tag. */
  decode(reader: DerReader): OtherNameValue;
}

/** What the reader of INTEGERs takes: 2,100 octets. */
const integerLimit = 1n << 16_799n;
const maxIntegerText = 5060;
const isoMoment = z.iso.datetime({ offset: true });

/** Every type that an otherName's value may have; DER is the last. */
export const otherNameKinds: readonly OtherNameKind[] = [
  string('UTF8String', 'UTF8', tag.utf8String),
  string('UNIVERSALSTRING', 'UNIV', tag.universalString),
  string('IA5STRING', 'IA5', tag.ia5String),
  {
    type: 'BOOLEAN',
    alias: 'BOOL',
    tag: tag.boolean,
    normal: toBoolean,
    encode: (value) => boolean(value === true),
    decode: (reader) => reader.boolean(),
  },
  {
    type: 'NULL',
    alias: '',
    tag: tag.null,
    normal: toNull,
    encode: () => nothing(),
    decode: (reader) => reader.null(),
  },
  {
    type: 'INTEGER',
    alias: 'INT',
    tag: tag.integer,
    normal: (value) => fromBigInt(toBigInt(value)),
    encode: (value) => integer(toBigInt(value)),
    decode: (reader) => fromBigInt(reader.integer()),
  },
  {
    type: 'OctetString',
    alias: '',
    tag: tag.octetString,
    normal: (value) => upperHex(toOctets(value)),
    encode: (value) => octetString(toOctets(value)),
    decode: (reader) => upperHex(reader.octetString()),
  },
  moment('UTCTIME', 'UTC', [1950, 2049]),
  moment('GENERALIZEDTIME', 'GENTIME', [0, 9999]),
  {
    type: 'DER',
    alias: '',
    tag: undefined,
    normal: (value) => upperHex(toElement(value)),
    encode: (value) => raw(toElement(value)),
    decode: (reader) => upperHex(readElement(reader)),
  },
];

function string(type: OtherNameType, alias: string, identifier: number): OtherNameKind {
  const normal = (value: OtherNameValue): string => {
    if (typeof value !== 'string' || !value.isWellFormed()) throw unfit(value, type);
    if (identifier === tag.ia5String && !isIa5(value)) throw unfit(value, type);
    return value;
  };
  return {
    type,
    alias,
    tag: identifier,
    normal,
    encode: (value) => text(identifier, normal(value)),
    decode: (reader) => reader.string(identifier),
  };
}

function moment(type: OtherNameType, alias: string, years: [number, number]): OtherNameKind {
  const isUtc = type === 'UTCTIME';
  const milliseconds = (value: OtherNameValue): number => {
    const time = toMilliseconds(value, type);
    const year = new Date(time).getUTCFullYear();
    if (year < years[0] || year > years[1]) throw unfit(value, type);
    return time;
  };
  return {
    type,
    alias,
    tag: isUtc ? tag.utcTime : tag.generalizedTime,
    normal: (value) => isoText(milliseconds(value)),
    encode: (value) => (isUtc ? time : generalizedTime)(milliseconds(value)),
    decode: (reader) => isoText(reader.time()),
  };
}

/** Whole seconds of ISO 8601 with a zone, or of the digits of ASN.1 (`260101000000Z`, `20260101000000Z`). */
function toMilliseconds(value: OtherNameValue, type: OtherNameType): number {
  const [, year = '', rest = ''] = /^(\d\d(?:\d\d)?)(\d{10})Z$/.exec(String(value)) ?? [];
  const [month, date, hours, minutes, seconds] = rest.match(/../g) ?? [];
  const iso =
    year === ''
      ? String(value)
      : `${century(year)}${year}-${month}-${date}T${hours}:${minutes}:${seconds}Z`;
  if (!isoMoment.safeParse(iso).success) throw unfit(value, type);
  return Math.floor(Date.parse(iso) / 1000) * 1000;
}

/** The first two digits of a year of two (RFC 5280 §4.1.2.5.1). */
function century(year: string): string {
  if (year.length === 4) return '';
  return Number(year) < 50 ? '20' : '19';
}

function isoText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

function toBoolean(value: OtherNameValue): boolean {
  if (typeof value !== 'boolean') throw unfit(value, 'BOOLEAN');
  return value;
}

function toNull(value: OtherNameValue): null {
  if (value !== null) throw unfit(value, 'NULL');
  return null;
}

function toBigInt(value: OtherNameValue): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  const text = typeof value === 'string' && value.length <= maxIntegerText ? value : '';
  const [, sign, digits] = /^(-?)(\d+|0x[0-9a-fA-F]+)$/.exec(text) ?? [];
  if (digits === undefined) throw unfit(value, 'INTEGER');
  const number = sign === '-' ? -BigInt(digits) : BigInt(digits);
  if (number < -integerLimit || number >= integerLimit) throw unfit(value, 'INTEGER');
  return number;
}

function fromBigInt(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function toOctets(value: OtherNameValue): Uint8Array {
  const octets = typeof value === 'string' ? findHex(value) : undefined;
  if (!octets) throw unfit(value, 'OctetString');
  return octets;
}

/** Octets of one element, well-formed throughout. */
function toElement(value: OtherNameValue): Uint8Array {
  const octets = toOctets(value);
  try {
    checkDer(octets);
    return parseDer(octets, (reader) => reader.any()).der;
  } catch (error) {
    if (isCaError(error, 'bad_der')) throw unfit(value, 'DER');
    throw error;
  }
}

function readElement(reader: DerReader): Uint8Array {
  const { der } = reader.any();
  checkDer(der);
  return der;
}

function upperHex(octets: Uint8Array): string {
  return toHex(octets).toUpperCase();
}

function unfit(value: OtherNameValue, type: OtherNameType): CaError {
  return badName(`${excerpt(String(value))}: not a value of type ${type}`);
}
