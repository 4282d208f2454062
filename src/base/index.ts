/**
 * What every room may stand on: errors and their codes, bytes and their text forms, the clock, random text, spans of
 * time, secrets that do not print, options of threads, assertions. Knows nothing of certificates, files, networks or settings.
 */
export { AssertionError, assert, present, unreachable } from './assert.ts';
export {
  concat,
  equalBytes,
  equalSecrets,
  findBase64,
  findHex,
  toBase64,
  toBase64Url,
  toColonHex,
  toHex,
  utf8,
} from './bytes.ts';
export { day, fixedClock, hour, minute, second, systemClock } from './clock.ts';
export type { Clock, FixedClock } from './clock.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { CaError, errorCodes, isCaError, recode } from './errors.ts';
export type { ErrorCode, Problem } from './errors.ts';
export { randomOctets, randomText } from './random.ts';
export { Secret } from './secret.ts';
export { threadOptions } from './thread.ts';
