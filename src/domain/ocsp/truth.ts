import { setImmediate } from 'node:timers/promises';
import type { Authorities, Authority, Revocation } from '#authorities';
import type { Certificates } from '#certificates';
import type { CertStatus } from '#x509';
import type { Issuer } from './issuer.ts';

/** What is on record about one certificate that the issuer has issued. */
export interface Truth {
  readonly revocation: Revocation | null;
  readonly notAfterMs: number;
}

/** Where the record is kept. */
interface Records {
  readonly authorities: Pick<Authorities, 'certified'>;
  readonly certificates: Pick<Certificates, 'statuses'>;
}

/** What an issuer knows of some serials; of others nothing. */
export type Truths = ReadonlyMap<string, Truth>;

/**
 * What an issuer knows of serials: a certificate for a user, or one for an authority, be it another or itself. Nothing of
 * everything else: serials never used, those of other issuers, and those whose certificate was never handed out (an
 * intent, an abandoned one). A certificate that has ended keeps its status. Looked up after the call.
 */
export type FindTruths = (issuer: Authority, serials: readonly string[]) => Promise<Truths>;

/** No look is for many more serials than this: databases bound how many values a statement may have. */
const maxSerials = 1024;

/** Serials that are going to be looked for, and what will have been found. */
interface Look {
  readonly serials: Set<string>;
  readonly found: Promise<Truths>;
}

/** One look serves all who ask about certificates of one issuer in one turn of the event loop. */
export function createTruths(records: Records): FindTruths {
  const looks = new Map<number, Look>();
  const lookFor = (issuer: Authority): Look => {
    const serials = new Set<string>();
    const found = setImmediate().then(() => {
      if (looks.get(issuer.id)?.serials === serials) looks.delete(issuer.id);
      return lookUp(records, issuer, [...serials]);
    });
    return { serials, found };
  };
  return (issuer, serials) => {
    const waiting = looks.get(issuer.id);
    const look = waiting && waiting.serials.size < maxSerials ? waiting : lookFor(issuer);
    looks.set(issuer.id, look);
    for (const serial of serials) look.serials.add(serial);
    return look.found;
  };
}

async function lookUp(
  { authorities, certificates }: Records,
  issuer: Authority,
  serials: readonly string[],
): Promise<Truths> {
  const truths = new Map<string, Truth>();
  for (const { serial, ...truth } of await certificates.statuses(issuer, padded(serials)))
    truths.set(serial, truth);
  const others = serials.filter((serial) => !truths.has(serial));
  if (others.length === 0) return truths;
  for (const { serial, revocation, certificate } of await authorities.certified(
    issuer,
    padded(others),
  ))
    truths.set(serial, { revocation, notAfterMs: certificate.notAfterMs });
  return truths;
}

/** The last one over and over, so that few statements of different length are ever prepared. */
function padded(serials: readonly string[]): readonly string[] {
  const size = [1, 16, 128, maxSerials].find((each) => serials.length <= each) ?? serials.length;
  return serials.concat(Array<string>(size - serials.length).fill(serials.at(-1) ?? ''));
}

/**
 * What is added to an answer about a certificate that has ended: its status is still known, as is that of all others
 * that the issuer ever issued (RFC 6960 §4.4.4).
 */
export function archiveCutoffOf(
  { authority }: Issuer,
  { notAfterMs }: Pick<Truth, 'notAfterMs'>,
  thisUpdateMs: number,
): number | undefined {
  return notAfterMs < thisUpdateMs ? authority.certificate.notBeforeMs : undefined;
}

/** The status to be told; a revocation never lies in the future of the statement, whatever clock recorded it. */
export function statusOf({ revocation }: Truth, thisUpdateMs: number): CertStatus {
  if (!revocation) return { type: 'good' };
  const { revoked, reason } = revocation;
  return {
    type: 'revoked',
    revokedMs: Math.min(revoked.getTime(), thisUpdateMs),
    // Means something in delta CRLs alone (RFC 5280 §5.3.1); the certificate is revoked all the same.
    reason: reason === 'removeFromCRL' ? undefined : reason,
  };
}
