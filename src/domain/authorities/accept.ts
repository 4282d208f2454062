import { CaError, equalBytes, present } from '#base';
import { parseCsr } from '#x509';
import type { Authority, AuthorityRef } from './authority.ts';
import { announce } from './birth.ts';
import type { Context } from './context.ts';
import { getAuthority } from './find.ts';
import { checkSerial, forKey, placementColumns } from './import.ts';
import { isSelfSigned, placeCertificate, type Placement } from './placement.ts';
import { readBundle } from './read-bundle.ts';
import { replacePrimary } from './replace-primary.ts';
import { findRequestedRow } from './request.ts';
import type { AuthorityRow, AuthorityTrx } from './tables.ts';

/** What may come with a certificate that another house has signed. */
export interface AcceptOptions {
  /** Further certificates above it, in PEM, DER or PKCS #7; those that follow it in its own file count as well. */
  readonly chain?: string | Uint8Array;
  /** The authority of ours that signed it. Default: whichever did. */
  readonly issuer?: AuthorityRef;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/**
 * Takes in the certificate that somebody signed for the key of an authority of ours.
 *
 * One that waits for it becomes an authority: tells `authority.created`. For one that has a certificate by the same
 * issuer, or by another house as before, it is a renewal and takes the place of the present one: tells
 * `authority.renewed`. For any other it is a cross-certificate: tells `authority.certified`. Each after commit.
 *
 * @param input  PEM (others may follow it), DER, or PKCS #7.
 * @throws CaError `not_found`, `bad_certificate` (for another key or name, not of an authority, not signed by its issuer,
 *   a path that does not hold, expired), `bad_key`, `already_exists` (the serial). In none of these cases has anything
 *   changed.
 */
export async function acceptCertificate(
  context: Context,
  ref: AuthorityRef,
  input: string | Uint8Array,
  options: AcceptOptions = {},
): Promise<Authority> {
  const waiting = await findRequestedRow(context, ref);
  const authority = waiting ? undefined : await getAuthority(context, ref);
  const spki = authority?.certificate.spki ?? parseCsr(present(waiting?.csr, 'CSR')).spki;
  const placement = await judge(context, input, spki, options);
  if (waiting) return complete(context, waiting, placement, options.actor);
  return addTo(context, present(authority, 'authority'), placement, options.actor);
}

async function judge(
  context: Context,
  input: string | Uint8Array,
  spki: Uint8Array,
  { chain, issuer }: AcceptOptions,
): Promise<Placement> {
  const own = readBundle(input);
  const brought = chain === undefined ? own : [...own, ...readBundle(chain)];
  const certificate = forKey(own, spki);
  if (certificate.notAfterMs < context.clock.now())
    throw new CaError('bad_certificate', 'The certificate has expired.');
  const parent = issuer && (await getAuthority(context, issuer));
  const placement = await placeCertificate(context, certificate, { brought, parent });
  await checkSerial(context, certificate.serial);
  return placement;
}

async function complete(
  context: Context,
  { id, name }: AuthorityRow,
  placement: Placement,
  actor: string | undefined,
): Promise<Authority> {
  const { serial } = placement.certificate;
  const changes = {
    ...placementColumns(placement),
    state: 'ready',
    updated_ms: context.clock.now(),
  } as const;
  await context.db.transaction(async (trx: AuthorityTrx) => {
    if (!(await context.store.move(trx, id, 'requested', changes)))
      throw new CaError('not_found', 'The authority does not wait for a certificate any more.');
    await announce(context, trx, id, { actor, origin: 'requested', serial, name });
  });
  return getAuthority(context, { id });
}

async function addTo(
  context: Context,
  authority: Authority,
  placement: Placement,
  actor: string | undefined,
): Promise<Authority> {
  const { certificate, parent } = placement;
  if (!equalBytes(certificate.subjectDer, authority.certificate.subjectDer))
    throw new CaError('bad_certificate', 'The certificate is for another name.');
  if (isRenewal(authority, placement)) {
    const next = placementColumns(placement);
    await context.db.transaction((trx: AuthorityTrx) =>
      replacePrimary(context, trx, { authority, next, actor }),
    );
  } else {
    const row = crossRow(authority, placement, context.clock.now());
    await context.db.transaction(async (trx: AuthorityTrx) => {
      await context.certificateStore.insert(trx, row);
      const about = { authorityId: authority.id, serial: certificate.serial, kind: 'cross' };
      await context.events.record(trx, 'authority.certified', {
        actor: actor ?? 'library',
        ...about,
        issuerId: parent?.id ?? null,
      });
    });
  }
  return getAuthority(context, { id: authority.id });
}

function isRenewal(authority: Authority, { certificate, parent }: Placement): boolean {
  if (parent || authority.parentId !== null) return parent?.id === authority.parentId;
  return isSelfSigned(certificate) === isSelfSigned(authority.certificate);
}

function crossRow(
  { id }: Authority,
  placement: Placement,
  nowMs: number,
): Parameters<Context['certificateStore']['insert']>[1] {
  const { parent_id: issuerId, ...columns } = placementColumns(placement);
  return {
    ...columns,
    authority_id: id,
    issuer_id: issuerId,
    kind: 'cross',
    state: 'ready',
    created_ms: nowMs,
    updated_ms: nowMs,
  };
}
