import { CaError } from '#base';
import { constructedTag, contextTag, parseDer, tag } from '#der';
import type { DerReader } from '#der';
import { parseSignatureAlgorithm } from './algorithms.ts';
import { readAs } from './document-text.ts';
import { decodeName } from './name.ts';
import type { Name } from './name.ts';
import { readCertId } from './ocsp-cert-id.ts';
import type { CertId } from './ocsp-cert-id.ts';
import { findArchiveCutoff } from './ocsp-archive-cutoff.ts';
import { readNonce } from './ocsp-nonce.ts';
import { basicResponse, ocspStatuses } from './ocsp-response.ts';
import type { BasicOcspResponse, CertStatus, OcspStatus } from './ocsp-response.ts';
import { findReasonByCode } from './revocation-reason.ts';

/** One answer as decoded. */
export interface ParsedSingleResponse {
  readonly certId: CertId;
  readonly status: CertStatus;
  readonly thisUpdateMs: number;
  /** Null when newer information is always available. */
  readonly nextUpdateMs: number | null;
  /** What became of certificates that have ended since then is still known (RFC 6960 §4.4.4). */
  readonly archiveCutoffMs: number | undefined;
}

/** What a responder signs, as decoded (RFC 6960 §4.2.1, ResponseData). */
export interface ParsedResponseData {
  /** Who answers: SHA-1 of the public key, or a name. */
  readonly responder: { readonly keyHash: Uint8Array } | { readonly name: Name };
  readonly producedAtMs: number;
  readonly responses: readonly ParsedSingleResponse[];
  readonly nonce: Uint8Array | undefined;
}

/** The signed part of an OCSP response as decoded. */
export interface ParsedBasicResponse extends BasicOcspResponse, ParsedResponseData {}

/** An OCSP response as decoded (RFC 6960 §4.2.1): `basic` is there if and only if the status is `successful`. */
export interface OcspResponse {
  readonly status: OcspStatus;
  readonly basic: ParsedBasicResponse | undefined;
}

/**
 * Reads an OCSPResponse. Neither the signature nor the responder is verified.
 *
 * @throws CaError `bad_der` when malformed; `unsupported` for a response type other than basic, a version above 1 or
 *   an unknown critical extension.
 */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  return readAs('bad_der', () => parseDer(der, (reader) => reader.sequence(readResponse)));
}

/**
 * Reads a ResponseData, not yet signed.
 *
 * @throws CaError `bad_der` when malformed; `unsupported` for a version above 1 or an unknown critical extension.
 */
export function parseResponseData(tbsDer: Uint8Array): ParsedResponseData {
  return readAs('bad_der', () => parseDer(tbsDer, (reader) => reader.sequence(readData)));
}

function readResponse(reader: DerReader): OcspResponse {
  const code = reader.smallInteger(tag.enumerated);
  const found = Object.entries(ocspStatuses).find(([, value]) => value === code);
  if (!found) throw new CaError('bad_der', `There is no OCSP response status ${code}.`);
  const status = found[0] as OcspStatus;
  const basic = reader.explicit(0, (inner) => inner.sequence(readBytes));
  if ((status === 'successful') !== (basic !== undefined))
    throw new CaError(
      'bad_der',
      'An OCSP response carries an answer exactly when it is successful.',
    );
  return { status, basic };
}

function readBytes(reader: DerReader): ParsedBasicResponse {
  const type = reader.oid();
  const octets = reader.octetString();
  if (type !== basicResponse)
    throw new CaError('unsupported', `The OCSP response type ${type} is not supported.`);
  return parseDer(octets, (inner) => inner.sequence(readBasic));
}

function readBasic(reader: DerReader): ParsedBasicResponse {
  const tbsDer = reader.any().der;
  const algorithm = parseSignatureAlgorithm(reader.any().der);
  const signature = reader.bitStringOctets();
  const certificates = reader.explicit(0, (inner) => inner.list((each) => each.any().der)) ?? [];
  const data = parseDer(tbsDer, (inner) => inner.sequence(readData));
  return { ...data, tbsDer, algorithm, signature, certificates };
}

function readData(reader: DerReader): ParsedResponseData {
  if (reader.nextIs(constructedTag(0)))
    throw new CaError('unsupported', 'Only version 1 of OCSP responses is supported.');
  const name = reader.explicit(1, decodeName);
  const responder = name
    ? { name }
    : { keyHash: reader.within(constructedTag(2), (inner) => inner.octetString()) };
  const producedAtMs = reader.generalizedTime();
  const responses = reader.list((inner) => inner.sequence(readSingle));
  const nonce = reader.explicit(1, (inner) => inner.sequence(readNonce));
  return { responder, producedAtMs, responses, nonce };
}

function readSingle(reader: DerReader): ParsedSingleResponse {
  const certId = readCertId(reader);
  const status = readStatus(reader);
  const thisUpdateMs = reader.generalizedTime();
  const nextUpdateMs = reader.explicit(0, (inner) => inner.generalizedTime()) ?? null;
  const archiveCutoffMs = reader.explicit(1, (inner) => inner.sequence(findArchiveCutoff));
  return { certId, status, thisUpdateMs, nextUpdateMs, archiveCutoffMs };
}

function readStatus(reader: DerReader): CertStatus {
  if (reader.nextIs(contextTag(0))) {
    reader.null(contextTag(0));
    return { type: 'good' };
  }
  if (reader.nextIs(contextTag(2))) {
    reader.null(contextTag(2));
    return { type: 'unknown' };
  }
  return reader.within(constructedTag(1), readRevoked);
}

function readRevoked(reader: DerReader): CertStatus {
  const revokedMs = reader.generalizedTime();
  const code = reader.explicit(0, (inner) => inner.smallInteger(tag.enumerated)) ?? 0;
  const reason = findReasonByCode(code);
  if (!reason) throw new CaError('bad_der', `There is no revocation reason ${code}.`);
  return { type: 'revoked', revokedMs, reason: reason.rfcName };
}
