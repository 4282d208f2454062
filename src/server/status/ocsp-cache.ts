import { second, toHex } from '#base';
import type { Keep } from '#ocsp';
import { digest } from '#x509';

/** Headers that say how long an answer may be kept, and by what it is known again. */
export type CacheHeaders = Readonly<Record<string, string>>;

/**
 * Headers of an answer for whoever keeps it on the way (RFC 9919): until we have a newer one ourselves, and never beyond
 * its next update. What is for one request alone, and an error, is kept by nobody.
 */
export function cacheHeaders(der: Uint8Array, keep: Keep | null, nowMs: number): CacheHeaders {
  if (!keep) return { 'cache-control': 'no-store' };
  const { nextUpdateMs, renewMs } = keep;
  const untilMs = nowMs < renewMs ? Math.min(renewMs, nextUpdateMs) : nextUpdateMs;
  const seconds = Math.max(0, Math.floor((untilMs - nowMs) / second));
  return {
    ...lastingHeaders(der, keep),
    'cache-control': `max-age=${seconds}, public, no-transform, must-revalidate`,
  };
}

/** An answer is given many times, in the same bytes: what does not change about it is worked out once. */
const lasting = new WeakMap<Uint8Array, CacheHeaders>();

function lastingHeaders(der: Uint8Array, { thisUpdateMs, nextUpdateMs }: Keep): CacheHeaders {
  const known = lasting.get(der);
  if (known) return known;
  const headers = {
    'last-modified': new Date(thisUpdateMs).toUTCString(),
    expires: new Date(nextUpdateMs).toUTCString(),
    etag: `"${toHex(digest('SHA-256', der))}"`,
  };
  lasting.set(der, headers);
  return headers;
}

/** As they stand in an answer, each with its CRLF. */
export function headerLines(headers: CacheHeaders): string {
  let lines = '';
  for (const name in headers) lines += `${name}: ${headers[name]}\r\n`;
  return lines;
}
