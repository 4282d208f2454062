import { tag, type DerReader } from '#der';

/** A Time (RFC 5280 §4.1.2.5); `tag` is the identifier octet of UTCTime or GeneralizedTime. */
export interface EncodedTime {
  readonly tag: number | undefined;
  readonly milliseconds: number;
}

const firstOf1950 = Date.UTC(1950, 0, 1);
const firstOf2050 = Date.UTC(2050, 0, 1);

/** Reads a Time and keeps its type. */
export function readTime(reader: DerReader): EncodedTime {
  return { tag: reader.nextTag, milliseconds: reader.time() };
}

/** Tells whether a time is GeneralizedTime where it should be UTCTime: from 1950 through 2049. */
export function isWronglyTyped({ tag: found, milliseconds }: EncodedTime): boolean {
  const isShort = milliseconds >= firstOf1950 && milliseconds < firstOf2050;
  return found !== (isShort ? tag.utcTime : tag.generalizedTime);
}
