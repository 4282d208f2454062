import { CaError, toBase64 } from '#base';
import { newSerial, type Authority } from '#authorities';
import { prepareCertificate, type Prepared } from '#lint';
import type { Draft, Profile } from '#profiles';
import {
  chooseSignatureAlgorithm,
  commonName,
  configurableExtensionTypes,
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
import type { Insertable } from 'kysely';
import type { IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import { readProvenCsr } from './proof.ts';
import type { CertificateTable } from './tables.ts';

/** What stands on record of a certificate before it is signed, but for its octets. */
type Intent = Omit<Insertable<CertificateTable>, 'tbs'>;

/** A certificate that wants nothing but to be put on record and signed. */
export interface Pending {
  readonly prepared: Prepared;
  readonly profile: Profile;
  readonly intent: Intent;
}

/**
 * Makes an unsigned certificate of a request: the authority may sign, the CSR proves possession, gates agree, the profile
 * makes a draft, every lint rule agrees. Nothing is on record, nothing signed.
 *
 * @param ordered  The profile as it was when the order was made; else the one that the request names.
 */
export async function prepareIssuance(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  ordered?: Profile,
): Promise<Pending> {
  context.authorities.requireUsable(authority);
  const csr = checkRequest(request);
  const profile = ordered ?? context.profiles.get(request.profile);
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
  const prepared = prepare(await issuingOf(context, authority), csr, draft, serial);
  const intent = intentRow({ authority, request, csr, draft, prepared, profile }, nowMs);
  return { prepared, profile, intent };
}

/** As it was put on record before: judged once more, to be signed as it is. */
export async function prepareAgain(
  context: Context,
  authority: Authority,
  tbsDer: Uint8Array,
): Promise<Prepared> {
  return prepareCertificate(tbsDer, await issuingOf(context, authority));
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

async function issuingOf(context: Context, authority: Authority): Promise<Issuing> {
  return { issuer: authority.certificate, ancestors: await context.authorities.above(authority) };
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
    readonly request: IssueRequest;
    readonly csr: Csr;
    readonly draft: Draft;
    readonly prepared: Prepared;
    readonly profile: Profile;
  },
  nowMs: number,
): Intent {
  const { document } = parts.prepared;
  return {
    order_id: null,
    request_id: parts.request.requestId ?? null,
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
