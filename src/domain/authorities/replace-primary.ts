import { assert, CaError } from '#base';
import type { Authority } from './authority.ts';
import type { Context } from './context.ts';
import { isSelfSigned } from './placement.ts';
import { bundlePem } from './record.ts';
import type { AuthorityTrx, CertificateColumns, PrimaryColumns } from './tables.ts';

/** The certificate that is to take the place of the present one. */
export interface Replacement {
  readonly authority: Authority;
  readonly next: PrimaryColumns;
  /** The row of its intent, which becomes that of the one it replaces; none where it was signed elsewhere. */
  readonly intentId?: number;
  readonly actor: string | undefined;
}

/**
 * Puts a certificate in the place of the present one, which stays on record as a previous one, as a part of `trx`. Tells
 * `authority.renewed` after commit.
 *
 * @throws CaError `busy` when somebody else was faster; the transaction is to be rolled back.
 */
export async function replacePrimary(
  { store, certificateStore, events, clock }: Context,
  trx: AuthorityTrx,
  { authority, next, intentId, actor = 'library' }: Replacement,
): Promise<void> {
  const nowMs = clock.now();
  const { id, serial: old } = authority;
  if (!(await store.replacePrimary(trx, { id, old }, { ...next, updated_ms: nowMs })))
    throw new CaError('busy', 'The authority was renewed by somebody else just now.');
  const columns = { ...previousColumns(authority), updated_ms: nowMs };
  if (intentId === undefined) {
    const row = { ...columns, authority_id: id, state: 'ready', created_ms: nowMs } as const;
    await certificateStore.insert(trx, row);
  } else {
    assert(await certificateStore.complete(trx, intentId, columns), 'the intent of a renewal');
  }
  const { serial } = next;
  await events.record(trx, 'authority.renewed', { actor, authorityId: id, serial, previous: old });
}

function previousColumns(authority: Authority): CertificateColumns {
  const { id, parentId, serial, certificate, outside } = authority;
  return {
    kind: 'previous',
    issuer_id: parentId ?? (isSelfSigned(certificate) ? id : null),
    serial,
    der: certificate.der,
    outside: bundlePem(outside),
    not_before_ms: certificate.notBeforeMs,
    not_after_ms: certificate.notAfterMs,
  };
}
