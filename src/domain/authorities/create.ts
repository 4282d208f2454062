import { CaError, day, minute } from '#base';
import type { KeyRef } from '#keys';
import { prepareCertificate, type Prepared } from '#lint';
import {
  chooseSignatureAlgorithm,
  encodeSigned,
  encodeTbsCertificate,
  findExtension,
  nameDer,
  type Certificate,
} from '#x509';
import type { Authority, SignExtensions } from './authority.ts';
import type { Context } from './context.ts';
import { isUniqueViolation } from '#db';
import { chainOf, getAuthority, signerOf } from './find.ts';
import type { CreateAuthority, Parts } from './new-authority.ts';
import { ownExtensions } from './own-extensions.ts';
import { giveUp } from './recover.ts';
import { newSerial } from './serial.ts';
import type { Signer } from './sign.ts';
import { requireUsable } from './state.ts';
import { serverUrls } from './urls.ts';

const rootLifeMs = 3650 * day;
const childLifeMs = 1825 * day;

/**
 * Makes a certificate authority: a key, its certificate signed by itself or by `parent`, its record. Tells
 * `authority.created` after commit.
 *
 * @throws CaError `already_exists` (the name), `bad_name`, `not_found` (the parent), `authority_disabled`,
 *   `authority_expired`, `authority_revoked`, `authority_limit` (path length), `bad_validity`, `lint_failed`,
 *   `key_unavailable`, `refused` (by a gate). In none of these cases is there an authority.
 */
export async function createAuthority(
  context: Context,
  request: CreateAuthority,
): Promise<Authority> {
  const parent =
    request.parent === undefined ? undefined : await getAuthority(context, request.parent);
  await checkRequest(context, request, parent);
  await context.events.ask('authority.create', {
    name: request.name,
    parent: parent?.serial ?? null,
  });
  const keyBackend = request.keyBackend ?? 'default';
  const spec = request.key ?? { type: 'ec', curve: parent ? 'P-256' : 'P-384' };
  const keyRef = await context.keys.create(keyBackend, spec, request.unlock);
  const serial = newSerial(context.clock.now());
  try {
    const own: Signer = {
      keyBackend,
      keyRef,
      spki: await context.keys.publicKey(keyBackend, keyRef),
    };
    return await certify(context, request, { own, serial, parent });
  } catch (error) {
    await giveUp(context, { serial, keyBackend, keyRef });
    throw isUniqueViolation(error) ? nameTaken(request.name) : error;
  }
}

async function checkRequest(
  context: Context,
  request: CreateAuthority,
  parent: Authority | undefined,
): Promise<void> {
  checkAuthorityName(request.name);
  if (!request.subject.some(({ oid }) => oid === '2.5.4.3')) {
    throw new CaError('bad_name', 'Subject must contain a common name (CN=...).');
  }
  const { key } = request;
  const { minKeySizeBits = 2048 } = context;
  if (key?.type === 'rsa' && key.bits < minKeySizeBits) {
    throw new CaError('bad_key', `An RSA key of an authority has at least ${minKeySizeBits} bits.`);
  }
  if (await context.store.find({ name: request.name })) throw nameTaken(request.name);
  if (!parent) return;
  requireUsable(parent, context.clock.now());
  const limit =
    findExtension(parent.certificate.extensions, 'basic_constraints')?.value.path_length ?? null;
  if (limit === 0 || (limit !== null && (request.pathLength ?? 0) >= limit)) {
    throw new CaError(
      'authority_limit',
      'Parent CA cannot create intermediate CA due to path length restrictions.',
    );
  }
}

/** Throws `bad_request` unless `name` may name an authority: 1 to 255 characters, no control characters. */
export function checkAuthorityName(name: string): void {
  if (name.trim() === '' || name.length > 255 || /\p{Cc}/u.test(name)) {
    throw new CaError(
      'bad_request',
      'The name of an authority has 1 to 255 characters, none of them a control character.',
    );
  }
}

/** The error for a name that another authority has. */
export function nameTaken(name: string): CaError {
  return new CaError(
    'already_exists',
    `There is already a certificate authority named ${JSON.stringify(name)}.`,
  );
}

async function certify(
  context: Context,
  request: CreateAuthority,
  { own, serial, parent }: Omit<Parts, 'signer'>,
): Promise<Authority> {
  const { events, store, db, signing } = context;
  const signer = parent ? await signerOf(context, parent) : own;
  const [, ...above] = parent ? await chainOf(context, parent) : [];
  const ancestors = above.map(({ certificate }) => certificate);
  const prepared = prepare(context, request, { own, signer, serial, parent }, ancestors);
  let id = 0;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const row = intentRow(context, request, { own, serial, parent, tbs, prepared });
    id = await db.transaction((trx) => store.insertIntent(trx, row));
  };
  const unlock = parent ? request.parentUnlock : request.unlock;
  const signature = await signing.sign(signer, prepared, { record, unlock });
  const der = encodeSigned(prepared.tbsDer, prepared.document.algorithm, signature);
  await db.transaction(async (trx) => {
    await store.complete(trx, id, der, context.clock.now());
    await events.record(trx, 'authority.created', {
      actor: request.actor ?? 'library',
      authorityId: id,
      serial,
      name: request.name,
    });
  });
  return getAuthority(context, { id });
}

function prepare(
  context: Context,
  request: CreateAuthority,
  { own, signer, serial, parent }: Parts,
  ancestors: readonly Certificate[],
): Prepared {
  const subjectDer = nameDer(request.subject);
  const tbsDer = encodeTbsCertificate({
    serial,
    algorithm: chooseSignatureAlgorithm(signer.spki, request.algorithm),
    issuerDer: parent?.certificate.subjectDer ?? subjectDer,
    subjectDer,
    ...validity(context.clock.now(), request.notAfter, parent),
    spki: own.spki,
    extensions: ownExtensions(context, request, { own, signer, serial, parent }),
  });
  return prepareCertificate(tbsDer, { issuer: parent?.certificate ?? 'self', ancestors });
}

function validity(
  nowMs: number,
  notAfter: Date | undefined,
  parent: Authority | undefined,
): { notBeforeMs: number; notAfterMs: number } {
  const floor = (time: number): number => Math.floor(time / minute) * minute;
  const notBeforeMs = floor(nowMs);
  const wanted = notAfter?.getTime() ?? notBeforeMs + (parent ? childLifeMs : rootLifeMs) - 1;
  const notAfterMs = Math.min(
    floor(wanted),
    parent?.certificate.notAfterMs ?? Number.POSITIVE_INFINITY,
  );
  if (!(notAfterMs > nowMs))
    throw new CaError(
      'bad_validity',
      'The authority would end before it begins; give a notAfter in the future.',
    );
  return { notBeforeMs, notAfterMs };
}

function intentRow(
  context: Context,
  request: CreateAuthority,
  {
    own,
    serial,
    parent,
    tbs,
    prepared,
  }: Omit<Parts, 'signer'> & { tbs: Uint8Array; prepared: Prepared },
): Parameters<Context['store']['insertIntent']>[1] {
  const hostname = request.defaultHostname ?? context.defaultHostname;
  const owner = { signerSerial: serial, serial, urlPath: context.urlPath ?? '' };
  const urls = typeof hostname === 'string' ? serverUrls(hostname, owner, 'user') : undefined;
  const none: SignExtensions = {
    authorityInformationAccess: null,
    certificatePolicies: null,
    crlDistributionPoints: null,
    issuerAlternativeName: null,
  };
  const now = context.clock.now();
  return {
    name: request.name,
    serial,
    parent_id: parent?.id ?? null,
    state: 'intent',
    tbs,
    enabled: 1,
    api_enabled: request.apiEnabled === true ? 1 : 0,
    key_backend: own.keyBackend,
    key_ref: JSON.stringify(own.keyRef satisfies KeyRef),
    sign: JSON.stringify({ ...none, ...urls, ...request.sign }),
    caa_identity: request.caaIdentity ?? '',
    website: request.website ?? '',
    terms_of_service: request.termsOfService ?? '',
    not_before_ms: prepared.document.notBeforeMs,
    not_after_ms: prepared.document.notAfterMs,
    created_ms: now,
    updated_ms: now,
  };
}
