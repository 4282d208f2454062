import { CaError } from '#base';
import { findExtension, sameName, type Certificate } from '#x509';

/**
 * How many authorities may follow below a new one, by the path lengths above it (RFC 5280 §4.2.1.9); `Infinity` where
 * nothing limits them, negative where there may not even be the new one.
 *
 * @param above        The certificates above it, its issuer's first.
 * @param selfIssued   Whether it has the name of its issuer: such a one does not count.
 */
export function roomBelow(above: readonly Certificate[], selfIssued: boolean): number {
  let counted = selfIssued ? 0 : 1;
  let room = Number.POSITIVE_INFINITY;
  for (const { extensions, issuerDer, subjectDer } of above) {
    const limit = findExtension(extensions, 'basic_constraints')?.value.path_length;
    room = Math.min(room, (limit ?? Number.POSITIVE_INFINITY) - counted);
    if (!sameName(issuerDer, subjectDer)) counted++;
  }
  return room;
}

/**
 * The path length to write into a new certificate: what is asked, or for no limit (null) what is left.
 *
 * @throws CaError `authority_limit` when less is left than is asked.
 */
export function pathLengthWithin(room: number, asked: number | null): number | null {
  if (room < 0 || (asked ?? 0) > room)
    throw new CaError(
      'authority_limit',
      'Parent CA cannot create intermediate CA due to path length restrictions.',
    );
  return asked ?? (room === Number.POSITIVE_INFINITY ? null : room);
}
