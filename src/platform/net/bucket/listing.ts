/** One page of a list of objects. */
export interface Listing {
  readonly objects: readonly { readonly key: string; readonly tag: string }[];
  /** What to ask with for the next page; undefined after the last. */
  readonly next: string | undefined;
}

/** Reads a ListBucketResult, its keys percent-encoded where it says so. What is no such thing is empty. */
export function readListing(xml: string): Listing {
  const isEncoded = textOf(xml, 'EncodingType') === 'url';
  const objects = [...xml.matchAll(/<Contents>([^]*?)<\/Contents>/g)].flatMap(([, entry = '']) => {
    const [key, tag] = [textOf(entry, 'Key'), textOf(entry, 'ETag')];
    return key === undefined || tag === undefined
      ? []
      : [{ key: isEncoded ? decode(key) : key, tag: tag.replaceAll('"', '') }];
  });
  return { objects, next: textOf(xml, 'NextContinuationToken') };
}

function decode(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

/** The text of the first element of that name. */
export function textOf(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text?.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, ...found) => {
    const [decimal, hex, word] = found as (string | undefined)[];
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (word !== undefined) return signs[word] ?? whole;
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });
}

const signs: Readonly<Record<string, string>> = {
  quot: '"',
  lt: '<',
  gt: '>',
  apos: "'",
  amp: '&',
};
