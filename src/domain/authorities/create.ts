import { CaError } from '#base';
import { encodeSigned, nameDer } from '#x509';
import type { Certificate, KeySpec } from '#x509';
import type { Authority } from './authority.ts';
import { bornRow, makeReady, recordIntent, withNewKey } from './birth.ts';
import type { Context } from './context.ts';
import { prepareAuthority } from './document.ts';
import { certificatesAbove, getAuthority, signerOf } from './find.ts';
import { lifeOf } from './life.ts';
import type { CreateAuthority, NewAuthority } from './new-authority.ts';
import { ownExtensions } from './own-extensions.ts';
import { pathLengthWithin, roomBelow } from './path-length.ts';
import { newSerial } from './serial.ts';
import { checkSettings } from './settings.ts';
import type { Signer } from './sign.ts';
import { requireUsable } from './state.ts';

/** Where a new authority is to stand. */
interface Place {
  readonly serial: string;
  readonly parent: Authority | undefined;
  /** The certificates above it, the parent's first. */
  readonly above: readonly Certificate[];
  readonly pathLength: number | null;
}

/**
 * Makes a certificate authority: a key, its certificate signed by itself or by `parent`, its record. Tells
 * `authority.created` after commit.
 *
 * @throws CaError `already_exists` (the name), `bad_name`, `bad_request` (a field), `not_found` (the parent),
 *   `authority_disabled`, `authority_expired`, `authority_revoked`, `authority_limit` (path length), `bad_validity`,
 *   `lint_failed`, `key_unavailable`, `refused` (by a gate). In none of these cases is there an authority.
 */
export async function createAuthority(
  context: Context,
  request: CreateAuthority,
): Promise<Authority> {
  const parent =
    request.parent === undefined ? undefined : await getAuthority(context, request.parent);
  await checkNewAuthority(context, request);
  const place = await placeBelow(context, parent, request.pathLength);
  await context.events.ask('authority.create', {
    name: request.name,
    parent: parent?.serial ?? null,
  });
  const spec = request.key ?? standardKey(parent === undefined);
  return withNewKey(
    context,
    request,
    (keyBackend) => context.keys.pending.create(keyBackend, spec, request.unlock),
    (own) => certify(context, request, own, place),
  );
}

/** The key of an authority when nobody names one: a root lives long and signs seldom. */
export function standardKey(isRoot: boolean): KeySpec {
  return { type: 'ec', curve: isRoot ? 'P-384' : 'P-256' };
}

/** Throws unless an authority may be called so, have this subject and such a key. */
export async function checkNewAuthority(context: Context, request: NewAuthority): Promise<void> {
  await checkSettings(context, request);
  if (!request.subject.some(({ oid }) => oid === '2.5.4.3')) {
    throw new CaError('bad_name', 'Subject must contain a common name (CN=...).');
  }
  checkKey(context, request.key);
}

/** Throws `bad_key` for an RSA key that is smaller than the settings allow. */
export function checkKey({ minKeySizeBits = 2048 }: Context, key: KeySpec | undefined): void {
  if (key?.type === 'rsa' && key.bits < minKeySizeBits) {
    throw new CaError('bad_key', `An RSA key of an authority has at least ${minKeySizeBits} bits.`);
  }
}

async function placeBelow(
  context: Context,
  parent: Authority | undefined,
  pathLength: number | null = parent ? 0 : null,
): Promise<Place> {
  const nowMs = context.clock.now();
  if (parent) requireUsable(parent, nowMs);
  const above = parent ? [parent.certificate, ...(await certificatesAbove(context, parent))] : [];
  return {
    serial: newSerial(nowMs),
    parent,
    above,
    pathLength: pathLengthWithin(roomBelow(above, false), pathLength),
  };
}

async function certify(
  context: Context,
  request: CreateAuthority,
  own: Signer,
  { serial, parent, above, pathLength }: Place,
): Promise<Authority> {
  const signer = parent ? await signerOf(context, parent) : own;
  const prepared = prepareAuthority({
    serial,
    subjectDer: nameDer(request.subject),
    spki: own.spki,
    above,
    life: lifeOf(context.clock.now(), request.notAfter, above.slice(0, 1)),
    algorithm: request.algorithm,
    extensions: ownExtensions(context, {
      spki: own.spki,
      issuer: parent,
      serial,
      pathLength,
      extensions: request.extensions ?? [],
      hostname: request.defaultHostname,
    }),
  });
  let id = 0;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const { document } = prepared;
    const row = bornRow(context, request, { document, tbs, keyRef: own.keyRef, parent });
    id = await recordIntent(context, row, own);
  };
  const unlock = parent ? request.parentUnlock : request.unlock;
  const signature = await context.signing.sign(signer, prepared, { record, unlock });
  const der = encodeSigned(prepared.tbsDer, prepared.algorithm, signature);
  const { actor, name, alongside } = request;
  return makeReady(context, id, { actor, origin: 'created', serial, name, der, alongside });
}
