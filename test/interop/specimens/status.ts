import { toHex, utf8 } from '#base';
import {
  encodeCertId,
  encodeOcspError,
  encodeOcspRequest,
  encodeOcspResponse,
  encodeResponseData,
  issuerId,
  keyIdentifier,
  nameDer,
  signMessage,
  type CertIdHash,
  type CertStatus,
  type OcspStatus,
} from '#x509';
import { certify } from './certificates.ts';
import { authorityKeyIdentifier, issuerName } from './issuer.ts';
import type { Signer } from './signer.ts';

/** Which certificate is asked about; digests in lower-case hex. */
export interface CertIdSaid {
  readonly hash: CertIdHash;
  readonly name_hash: string;
  readonly key_hash: string;
  readonly serial: string;
}

/** What an OCSP request asks, in the form that every reading of it is brought into. */
export interface QuestionSaid {
  readonly cert_ids: readonly CertIdSaid[];
  /** Lower-case hex. */
  readonly nonce: string | null;
}

/** One answer: status as OpenSSL names it, reason by its RFC name, times in ISO 8601. */
export interface SingleSaid {
  readonly cert_id: CertIdSaid;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revoked: string | null;
  readonly reason: string | null;
  readonly this_update: string;
  readonly next_update: string;
}

/** What an OCSP response says; all but the status is null where it is an error. */
export interface AnswerSaid {
  readonly status: OcspStatus;
  readonly basic: {
    readonly responder: string;
    readonly produced: string;
    readonly nonce: string | null;
    readonly responses: readonly SingleSaid[];
    /** How many came along. */
    readonly certificates: number;
    readonly signature_algorithm: string;
  } | null;
}

/** An OCSP request we made, and what it is meant to ask. */
export interface QuestionSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly said: QuestionSaid;
}

/** An OCSP response we made, and what it is meant to say. */
export interface AnswerSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly said: AnswerSaid;
  /** The authority whose certificates are asked about. */
  readonly authority: Signer;
}

const nonce = utf8('a nonce of 32 octets, no less ok');
const serials = ['1', '80', '4001', `7F${'A5'.repeat(19)}`];
const statuses: readonly CertStatus[] = [
  { type: 'good' },
  { type: 'unknown' },
  { type: 'revoked', revokedMs: Date.parse('2026-02-03T04:05:06Z') },
  { type: 'revoked', revokedMs: Date.parse('2026-02-03T04:05:06Z'), reason: 'keyCompromise' },
];

/** Requests in both hashes, with and without nonce, about one certificate and about several. */
export function makeQuestions(authority: Signer): QuestionSpecimen[] {
  return (['SHA1', 'SHA-256'] as const).flatMap((hash) => [
    question(`question-${hash.toLowerCase()}`, authority, { hash, serials: ['4001'] }),
    question(`question-${hash.toLowerCase()}-nonce`, authority, { hash, serials, nonce }),
  ]);
}

/** Responses signed by the authority itself with every kind of key, by a responder, and errors. */
export async function makeAnswers(
  signers: readonly Signer[],
  authority: Signer,
  responderKey: Signer,
): Promise<AnswerSpecimen[]> {
  const responder = { ...responderKey, der: await certifyResponder(authority, responderKey) };
  const signed = await Promise.all([
    ...signers.map((signer) =>
      answer({ id: `answer-${signer.kind}`, authority: signer, hash: 'SHA1' }),
    ),
    answer({ id: 'answer-nonce', authority, hash: 'SHA1', nonce }),
    answer({ id: 'answer-sha-256', authority, hash: 'SHA-256' }),
    answer({ id: 'answer-delegated', authority, hash: 'SHA1', responder }),
  ]);
  const errors = (['malformedRequest', 'internalError', 'tryLater', 'unauthorized'] as const).map(
    (status): AnswerSpecimen => ({
      id: `answer-${status}`,
      der: encodeOcspError(status),
      said: { status, basic: null },
      authority,
    }),
  );
  return [...signed, ...errors];
}

async function certifyResponder(authority: Signer, subjectKey: Signer): Promise<Uint8Array> {
  const { der } = await certify({
    id: 'responder',
    signer: authority,
    subjectKey,
    serial: '7777',
    extensions: [
      authorityKeyIdentifier,
      { type: 'key_usage', critical: true, value: ['digital_signature'] },
      { type: 'extended_key_usage', critical: false, value: ['1.3.6.1.5.5.7.3.9'] },
      { type: 'ocsp_no_check', critical: false, value: null },
    ],
  });
  return der;
}

function certIdOf(
  authority: Signer,
  hash: CertIdHash,
  serial: string,
): { readonly der: Uint8Array; readonly said: CertIdSaid } {
  const issuer = issuerId({ subjectDer: nameDer(issuerName), spki: authority.spki }, hash);
  return {
    der: encodeCertId(issuer, serial),
    said: {
      hash,
      name_hash: toHex(issuer.nameHash),
      key_hash: toHex(issuer.keyHash),
      serial,
    },
  };
}

function question(
  id: string,
  authority: Signer,
  asks: {
    readonly hash: CertIdHash;
    readonly serials: readonly string[];
    readonly nonce?: Uint8Array;
  },
): QuestionSpecimen {
  const certIds = asks.serials.map((serial) => certIdOf(authority, asks.hash, serial));
  const der = encodeOcspRequest(
    certIds.map((each) => each.der),
    asks.nonce,
  );
  const said = {
    cert_ids: certIds.map((each) => each.said),
    nonce: asks.nonce ? toHex(asks.nonce) : null,
  };
  return { id, der, said };
}

interface AnswerPlan {
  readonly id: string;
  readonly authority: Signer;
  readonly hash: CertIdHash;
  readonly nonce?: Uint8Array;
  /** Who answers in the authority's place. */
  readonly responder?: Signer & { readonly der: Uint8Array };
}

async function answer(plan: AnswerPlan): Promise<AnswerSpecimen> {
  const { id, authority, hash, responder } = plan;
  const { algorithm, key, spki } = responder ?? authority;
  const keyHash = keyIdentifier(spki);
  const times = { this_update: '2026-02-04T00:00:00Z', next_update: '2036-02-04T00:00:00Z' };
  const produced = '2026-02-04T00:00:01Z';
  const singles = statuses.map((status, at) => {
    const certId = certIdOf(authority, hash, serials[at] ?? '1');
    const said: SingleSaid = {
      cert_id: certId.said,
      status: status.type,
      revoked: status.type === 'revoked' ? '2026-02-03T04:05:06Z' : null,
      reason: status.type === 'revoked' ? (status.reason ?? null) : null,
      ...times,
    };
    return { certIdDer: certId.der, status, said };
  });
  const tbsDer = encodeResponseData({
    responderKeyHash: keyHash,
    producedAtMs: Date.parse(produced),
    responses: singles.map(({ certIdDer, status }) => ({
      certIdDer,
      status,
      thisUpdateMs: Date.parse(times.this_update),
      nextUpdateMs: Date.parse(times.next_update),
    })),
    nonce: plan.nonce,
  });
  const signature = await signMessage(key, algorithm, tbsDer);
  const certificates = responder ? [responder.der] : [];
  return {
    id,
    authority,
    der: encodeOcspResponse({ tbsDer, algorithm, signature, certificates }),
    said: {
      status: 'successful',
      basic: {
        responder: toHex(keyHash),
        produced,
        nonce: plan.nonce ? toHex(plan.nonce) : null,
        responses: singles.map((each) => each.said),
        certificates: certificates.length,
        signature_algorithm: algorithm.id,
      },
    },
  };
}
