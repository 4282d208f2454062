import { parseDer } from '#der';
import type { DerReader, DerValue } from '#der';
import { encodeOcspExtension, findOcspExtension } from './ocsp-extension.ts';
import { momentOf } from './time-der.ts';

const archiveCutoff = '1.3.6.1.5.5.7.48.1.6';

/** Extensions of a SingleResponse that hold an archive cutoff and nothing else (RFC 6960 §4.4.4). */
export function archiveCutoffExtensions(cutoffMs: number): DerValue {
  return encodeOcspExtension(archiveCutoff, momentOf(cutoffMs));
}

/** The archive cutoff among the Extensions of a SingleResponse. @throws CaError as {@link findOcspExtension}. */
export function findArchiveCutoff(reader: DerReader): number | undefined {
  const value = findOcspExtension(reader, archiveCutoff);
  return value && parseDer(value, (inner) => inner.generalizedTime());
}
