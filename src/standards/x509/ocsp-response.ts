import {
  constructed,
  constructedTag,
  contextTag,
  encodeDer,
  encodeDerPooled,
  explicit,
  integer,
  octetString,
  oid,
  primitive,
  raw,
  sequence,
  bitString,
  tag,
} from '#der';
import type { DerValue } from '#der';
import type { SignatureAlgorithm } from './algorithms.ts';
import { archiveCutoffExtensions } from './ocsp-archive-cutoff.ts';
import { nonceExtensions } from './ocsp-nonce.ts';
import { findReason } from './revocation-reason.ts';
import type { ReasonRfcName } from './revocation-reason.ts';
import { momentOf } from './time-der.ts';

/** Type of the only response there is, id-pkix-ocsp-basic. */
export const basicResponse = '1.3.6.1.5.5.7.48.1.1';

/** OCSPResponseStatus (RFC 6960 §4.2.1): `successful` carries an answer, the others are the whole response. */
export const ocspStatuses = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

/** Name of an OCSPResponseStatus. */
export type OcspStatus = keyof typeof ocspStatuses;

/** What is known about one certificate (CertStatus). A reason `unspecified` is left out. */
export type CertStatus =
  | { readonly type: 'good' }
  | { readonly type: 'revoked'; readonly revokedMs: number; readonly reason?: ReasonRfcName }
  | { readonly type: 'unknown' };

/** The answer for one certificate (SingleResponse). */
export interface SingleResponse {
  /** CertID as it stood in the request. */
  readonly certIdDer: Uint8Array;
  readonly status: CertStatus;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** What became of certificates that have ended since then is still known (RFC 6960 §4.4.4). */
  readonly archiveCutoffMs?: number | undefined;
}

/** What a responder signs (RFC 6960 §4.2.1, ResponseData). */
export interface ResponseData {
  /** Who answers, by the SHA-1 of the responder's public key ({@link keyIdentifier}): 20 octets. */
  readonly responderKeyHash: Uint8Array;
  readonly producedAtMs: number;
  readonly responses: readonly SingleResponse[];
  /** The nonce of the request, if it had one. */
  readonly nonce?: Uint8Array | undefined;
}

/** A signed ResponseData and what goes with it. */
export interface BasicOcspResponse {
  /** ResponseData, DER. */
  readonly tbsDer: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** The responder's certificate, and others that lead to the issuer; DER. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * DER of a ResponseData: what the responder's key signs. The `buffer` of the result may hold other documents as well.
 *
 * @throws CaError `bad_der` for a time that cannot be written.
 */
export function encodeResponseData(data: ResponseData): Uint8Array {
  return encodeDerPooled(
    sequence(
      explicit(2, octetString(data.responderKeyHash)),
      momentOf(data.producedAtMs),
      sequence(...data.responses.map(encodeSingle)),
      data.nonce && explicit(1, nonceExtensions(data.nonce)),
    ),
  );
}

const successful = raw(encodeDer(integer(ocspStatuses.successful, tag.enumerated)));
const basicType = raw(encodeDer(oid(basicResponse)));

/**
 * DER of a successful OCSPResponse. The `buffer` of the result may hold other documents as well: to be copied before it
 * is kept.
 */
export function encodeOcspResponse(basic: BasicOcspResponse): Uint8Array {
  const certificates = basic.certificates.map(raw);
  const response = sequence(
    raw(basic.tbsDer),
    raw(basic.algorithm.der),
    bitString(basic.signature),
    certificates.length > 0 ? explicit(0, sequence(...certificates)) : undefined,
  );
  const bytes = explicit(0, sequence(basicType, octetString(response)));
  return encodeDerPooled(sequence(successful, bytes));
}

/** DER of an OCSPResponse that says only what went wrong; it is not signed. */
export function encodeOcspError(status: Exclude<OcspStatus, 'successful'>): Uint8Array {
  return encodeDer(sequence(integer(ocspStatuses[status], tag.enumerated)));
}

function encodeSingle(single: SingleResponse): DerValue {
  return sequence(
    raw(single.certIdDer),
    encodeStatus(single.status),
    momentOf(single.thisUpdateMs),
    explicit(0, momentOf(single.nextUpdateMs)),
    single.archiveCutoffMs === undefined
      ? undefined
      : explicit(1, archiveCutoffExtensions(single.archiveCutoffMs)),
  );
}

const nothing = new Uint8Array(0);

function encodeStatus(status: CertStatus): DerValue {
  if (status.type === 'good') return primitive(contextTag(0), nothing);
  if (status.type === 'unknown') return primitive(contextTag(2), nothing);
  const code = findReason(status.reason ?? 'unspecified')?.code ?? 0;
  const reason = code === 0 ? undefined : explicit(0, integer(code, tag.enumerated));
  return constructed(constructedTag(1), momentOf(status.revokedMs), reason);
}
