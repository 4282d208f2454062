import { CaError, assert, present, toBase64 } from '#base';
import { newSerial, type Authority } from '#authorities';
import { prepareCertificate, type Prepared } from '#lint';
import type { Draft, Profile } from '#profiles';
import {
  chooseSignatureAlgorithm,
  commonName,
  configurableExtensionTypes,
  encodeSigned,
  encodeTbsCertificate,
  findExtension,
  keyIdentifier,
  nameDer,
  parsePublicKey,
  type Certificate,
  type Csr,
  type Extension,
  type SubjectKeySpec,
} from '#x509';
import type { IssuedCertificate, IssueRequest } from './certificate.ts';
import type { AnyTransaction } from '#db';
import type { Context } from './context.ts';
import { namesOf, sha256Of } from './names.ts';
import { readProvenCsr } from './proof.ts';
import { toIssued } from './record.ts';
import type { OrderRow } from './store.ts';

/** The order that an issuance answers, when it answers one. */
export interface Answering extends Pick<OrderRow, 'id' | 'slug'> {
  /** The profile as it was when the order was made. */
  readonly profile?: Profile | undefined;
  /** Ends the job of the order as part of the transaction that ends the order. */
  done(trx: AnyTransaction): Promise<void>;
}

/**
 * Issues one certificate and records it: the one road for REST, ACME, command line and library. Tells
 * `certificate.issued` after commit. In this order: the authority may sign, the CSR proves possession, gates agree, the
 * profile makes a draft, the unsigned certificate passes every lint rule, it is durably on record, it is signed, the
 * signature verifies, the certificate is durably on record, the caller hears of it.
 *
 * @throws CaError `not_found` (profile), `bad_csr`, `bad_key`, `bad_extension`, `bad_name`, `bad_validity`,
 *   `authority_disabled`, `authority_expired`, `authority_revoked`, `unsupported` (hash), `lint_failed`, `refused` (by a
 *   gate, or by the profile: a problem for each field), `key_unavailable`. In none of these cases but the last has
 *   anything been signed.
 */
export async function issueCertificate(
  context: Context,
  authority: Authority,
  request: IssueRequest,
): Promise<IssuedCertificate> {
  return getIssued(context, await makeCertificate(context, authority, request));
}

/** As {@link issueCertificate}, also for an order; gives the id of the certificate. */
export async function makeCertificate(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  answering?: Answering,
): Promise<number> {
  context.authorities.requireUsable(authority);
  const csr = checkRequest(request);
  const profile = answering?.profile ?? context.profiles.get(request.profile);
  await context.events.ask('certificate.issue', {
    authority: authority.serial,
    profile: profile.name,
    subject: request.subject ?? [],
    extensions: request.extensions ?? [],
    actor: request.actor ?? 'library',
  });
  const nowMs = context.clock.now();
  const serial = newSerial(nowMs);
  const draft = context.profiles.draft(
    profile,
    { ...request, key: keyOf(csr) },
    issuerOf(context, authority, serial),
    nowMs,
  );
  const issuing = {
    issuer: authority.certificate,
    ancestors: await context.authorities.above(authority),
  };
  const prepared = prepare(issuing, csr, draft, serial);
  let id = 0;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const row = intentRow({ authority, csr, draft, prepared, profile }, nowMs);
    id = await context.db.transaction((trx) =>
      context.store.insert(trx, {
        ...row,
        tbs,
        order_id: answering?.id ?? null,
        request_id: request.requestId ?? null,
      }),
    );
  };
  const signature = await context.authorities.sign(authority, prepared, {
    record,
    unlock: request.unlock,
  });
  return complete(context, {
    id,
    prepared,
    signature,
    actor: request.actor ?? 'library',
    answering,
    profile,
  });
}

/**
 * Ends an issuance that a crash cut short: signs the very bytes that were on record, so that a retry never makes a
 * second certificate.
 */
export async function resumeIssuance(
  context: Context,
  authority: Authority,
  request: IssueRequest,
): Promise<IssuedCertificate | undefined> {
  const id = await endIssuance(context, authority, request);
  return id === undefined ? undefined : getIssued(context, id);
}

/** As {@link resumeIssuance}, also for an order; gives the id of the certificate. */
export async function endIssuance(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  answering?: Answering,
): Promise<number | undefined> {
  const { requestId = '' } = request;
  const row = await context.store.find(answering ? { orderId: answering.id } : { requestId });
  if (!row || row.state === 'issued') return row?.id;
  const issuing = {
    issuer: authority.certificate,
    ancestors: await context.authorities.above(authority),
  };
  const prepared = prepareCertificate(present(row.tbs, 'intent'), issuing);
  const record = async (): Promise<void> => {};
  const signature = await context.authorities.sign(authority, prepared, {
    record,
    unlock: request.unlock,
  });
  return complete(context, {
    id: row.id,
    prepared,
    signature,
    actor: request.actor ?? 'library',
    answering,
    profile: { name: row.profile, version: row.profile_version },
  });
}

/** The CSR of a request, its proof of possession verified; throws unless all named extensions may be asked for. */
export function checkRequest(request: IssueRequest): Csr {
  const csr = readProvenCsr(request.csr);
  const refused = request.extensions?.find(
    ({ type }) => !configurableExtensionTypes.some((each) => each === type),
  );
  if (refused)
    throw new CaError(
      'bad_extension',
      `The extension ${refused.type} is set by the CA and cannot be asked for.`,
    );
  return csr;
}

/** The kind of key that a CSR brings. */
export function keyOf({ spki }: Csr): SubjectKeySpec {
  return parsePublicKey(spki).spec;
}

function issuerOf(
  context: Context,
  authority: Authority,
  serial: string,
): Parameters<Context['profiles']['draft']>[2] {
  return {
    signExtensions: context.authorities.signExtensions(authority, serial),
    notAfterMs: authority.certificate.notAfterMs,
    choosesHash: chooseSignatureAlgorithm(authority.certificate.spki).hash !== null,
  };
}

/** Whoever signs, and the authorities above: what they limit binds here too. */
interface Issuing {
  readonly issuer: Certificate;
  readonly ancestors: readonly Certificate[];
}

function prepare(issuing: Issuing, csr: Csr, draft: Draft, serial: string): Prepared {
  const { issuer } = issuing;
  const tbsDer = encodeTbsCertificate({
    serial,
    algorithm: chooseSignatureAlgorithm(issuer.spki, draft.hash),
    issuerDer: issuer.subjectDer,
    subjectDer: nameDer(draft.subject),
    notBeforeMs: Math.max(draft.notBeforeMs, issuer.notBeforeMs),
    notAfterMs: draft.notAfterMs,
    spki: csr.spki,
    extensions: [...ownExtensions(issuer, csr), ...draft.extensions],
  });
  return prepareCertificate(tbsDer, issuing);
}

/** What every certificate has, whatever was asked: whose key signed it, that it is no authority, whose key it names. */
function ownExtensions(issuer: Certificate, csr: Csr): Extension[] {
  return [
    issuerKeyOf(issuer),
    notAnAuthority,
    { type: 'subject_key_identifier', critical: false, value: toBase64(keyIdentifier(csr.spki)) },
  ];
}

/** Frozen through and through, as is what `issuerKeyOf` gives: the encoder then does its work once for all certificates. */
const notAnAuthority: Extension = Object.freeze({
  type: 'basic_constraints',
  critical: true,
  value: Object.freeze({ ca: false, path_length: null }),
});
const issuerKeys = new WeakMap<Certificate, Extension>();

function issuerKeyOf(issuer: Certificate): Extension {
  const known = issuerKeys.get(issuer);
  if (known) return known;
  const named = findExtension(issuer.extensions, 'subject_key_identifier')?.value;
  const value = Object.freeze({
    key_identifier: named ?? toBase64(keyIdentifier(issuer.spki)),
    authority_cert_issuer: null,
    authority_cert_serial_number: null,
  });
  const made: Extension = { type: 'authority_key_identifier', critical: false, value };
  issuerKeys.set(issuer, Object.freeze(made));
  return made;
}

function intentRow(
  parts: {
    readonly authority: Authority;
    readonly csr: Csr;
    readonly draft: Draft;
    readonly prepared: Prepared;
    readonly profile: Profile;
  },
  nowMs: number,
): Omit<Parameters<Context['store']['insert']>[1], 'tbs' | 'order_id' | 'request_id'> {
  const { document } = parts.prepared;
  return {
    authority_id: parts.authority.id,
    serial: document.serial,
    state: 'intent',
    common_name: commonName(document.subject) ?? '',
    profile: parts.profile.name,
    profile_version: parts.profile.version,
    autogenerated: parts.draft.autogenerated ? 1 : 0,
    not_before_ms: document.notBeforeMs,
    not_after_ms: document.notAfterMs,
    created_ms: nowMs,
    updated_ms: nowMs,
    csr: parts.csr.der,
  };
}

async function complete(
  context: Context,
  done: {
    readonly id: number;
    readonly prepared: Prepared;
    readonly signature: Uint8Array;
    readonly actor: string;
    readonly answering: Answering | undefined;
    readonly profile: { readonly name: string; readonly version: string | null };
  },
): Promise<number> {
  const { prepared, answering, actor, id, profile } = done;
  const der = encodeSigned(prepared.tbsDer, prepared.document.algorithm, done.signature);
  const nowMs = context.clock.now();
  const { serial } = prepared.document;
  await context.db.transaction(async (trx) => {
    const signed = { der, sha256: sha256Of(der), updated_ms: nowMs };
    assert(await context.store.complete(trx, id, signed), 'the intent of a signed certificate');
    await context.store.names.insert(trx, id, namesOf(prepared.document));
    await context.events.record(trx, 'certificate.issued', {
      actor,
      certificateId: id,
      serial,
      order: answering?.slug ?? null,
      profile: profile.name,
      profileVersion: profile.version,
    });
    if (!answering) return;
    await answering.done(trx);
    await context.store.finishOrder(trx, answering.id, {
      status: 'issued',
      serial,
      error_code: null,
      error_detail: null,
      updated_ms: nowMs,
    });
  });
  return id;
}

async function getIssued(context: Context, id: number): Promise<IssuedCertificate> {
  return toIssued(present(await context.store.find({ id }), 'issued certificate'));
}
