import { assert, CaError, present, randomText } from '#base';
import type { Unlock } from '#keys';
import { prepareCsr } from '#lint';
import { csrPem, encodeSigned, nameDer } from '#x509';
import type { AuthorityRef, RequestedAuthority } from './authority.ts';
import { recordIntent, withNewKey } from './birth.ts';
import type { Context } from './context.ts';
import { checkNewAuthority, standardKey } from './create.ts';
import { getAuthority, signerOf } from './find.ts';
import type { NewAuthority } from './new-authority.ts';
import { inheritedExtensions, keyIdOf, requestedExtensions } from './own-extensions.ts';
import { abandon } from './recover.ts';
import { toRequested } from './record.ts';
import { settingsRow } from './settings.ts';
import type { Signer } from './sign.ts';
import type { AuthorityRow, AuthorityTrx } from './tables.ts';

/** Names an authority that waits for its certificate. */
export type RequestedRef = { readonly id: number } | { readonly name: string };

/**
 * Begins an authority below one of another house: makes its key and a CSR that asks for an authority (RFC 2986), and puts
 * it on record to wait for the certificate, which `accept` brings. Tells `authority.requested` after commit.
 *
 * @throws CaError as `create`, save for what concerns a parent. In none of these cases is anything on record.
 */
export async function requestAuthority(
  context: Context,
  request: NewAuthority,
): Promise<RequestedAuthority> {
  await checkNewAuthority(context, request);
  await context.events.ask('authority.create', { name: request.name, parent: null });
  const spec = request.key ?? standardKey(false);
  const id = await withNewKey(
    context,
    request,
    (keyBackend) => context.keys.pending.create(keyBackend, spec, request.unlock),
    (own) => askFor(context, request, own),
  );
  return getRequested(context, { id });
}

async function askFor(context: Context, request: NewAuthority, own: Signer): Promise<number> {
  const prepared = prepareCsr({
    subjectDer: nameDer(request.subject),
    spki: own.spki,
    extensions: requestedExtensions({
      spki: own.spki,
      pathLength: request.pathLength === undefined ? 0 : request.pathLength,
      extensions: request.extensions ?? [],
    }),
  });
  let id = 0;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const row = {
      ...settingsRow(context, request, { serial: '{SIGNER_SERIAL}', keyRef: own.keyRef }),
      serial: `none/${randomText(12)}`,
      tbs,
      not_before_ms: 0,
      not_after_ms: 0,
    };
    id = await recordIntent(context, row, own);
  };
  const { unlock, name, actor = 'library' } = request;
  const signature = await context.signing.sign(own, prepared, { record, unlock });
  const csr = encodeSigned(prepared.tbsDer, prepared.algorithm, signature);
  await context.db.transaction(async (trx: AuthorityTrx) => {
    const done = { state: 'requested', csr, tbs: null, updated_ms: context.clock.now() } as const;
    assert(await context.store.move(trx, id, 'intent', done), 'the intent of a CSR');
    await context.events.record(trx, 'authority.requested', { actor, requestId: id, name });
  });
  return id;
}

/**
 * A CSR for the key of an authority that has a certificate: for a new one from another house, in place of the present
 * one or beside it. `accept` brings it. Tells `authority.requested` after commit.
 *
 * @returns PKCS #10 in PEM.
 * @throws CaError `not_found`, `authority_revoked`, `lint_failed`, `key_unavailable`.
 */
export async function requestAgain(
  context: Context,
  ref: AuthorityRef,
  { unlock, actor = 'library' }: { readonly unlock?: Unlock; readonly actor?: string },
): Promise<string> {
  const authority = await getAuthority(context, ref);
  const { id, name, serial, certificate } = authority;
  if (authority.revocation)
    throw new CaError('authority_revoked', 'Certificate authority is revoked.');
  const basic = certificate.extensions.find((each) => each.type === 'basic_constraints');
  const prepared = prepareCsr({
    subjectDer: certificate.subjectDer,
    spki: certificate.spki,
    extensions: requestedExtensions({
      spki: certificate.spki,
      keyId: keyIdOf(certificate),
      pathLength: basic?.value.path_length ?? null,
      extensions: inheritedExtensions(certificate, 'other-issuer'),
    }),
  });
  const record = (tbs: Uint8Array): Promise<void> =>
    context.db.transaction((trx: AuthorityTrx) => context.store.update(trx, id, { tbs }));
  const own = await signerOf(context, authority);
  const signature = await context.signing.sign(own, prepared, { record, unlock });
  const csr = encodeSigned(prepared.tbsDer, prepared.algorithm, signature);
  await context.db.transaction(async (trx: AuthorityTrx) => {
    await context.store.update(trx, id, { csr, tbs: null, updated_ms: context.clock.now() });
    const about = { actor, authorityId: id, serial, name };
    await context.events.record(trx, 'authority.requested', about);
  });
  return csrPem(csr);
}

/** The authorities that wait for a certificate, in the order in which they were begun. */
export async function listRequested({ store }: Context): Promise<RequestedAuthority[]> {
  return (await store.listRequested()).map(toRequested);
}

/** The row of one that waits; undefined when none does that `ref` names. */
export async function findRequestedRow(
  { store }: Context,
  ref: AuthorityRef,
): Promise<AuthorityRow | undefined> {
  const rows = await store.listRequested();
  if ('id' in ref) return rows.find(({ id }) => id === ref.id);
  return 'name' in ref ? rows.find(({ name }) => name === ref.name) : undefined;
}

async function getRequested(context: Context, ref: RequestedRef): Promise<RequestedAuthority> {
  return toRequested(present(await findRequestedRow(context, ref), 'requested authority'));
}

/**
 * Gives up an authority that waits for its certificate: its name is free again, its key destroyed. Tells
 * `authority.abandoned` after commit.
 *
 * @throws CaError `not_found` when none waits that `ref` names.
 */
export async function withdrawRequest(
  context: Context,
  ref: RequestedRef,
  actor: string = 'library',
): Promise<void> {
  const row = await findRequestedRow(context, ref);
  if (!row) throw new CaError('not_found', 'No certificate authority waits under this name.');
  await abandon(context, row, actor);
}
