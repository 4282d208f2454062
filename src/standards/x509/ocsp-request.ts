import { CaError } from '#base';
import { encodeDer, explicit, parseDer, raw, sequence } from '#der';
import type { DerReader } from '#der';
import { readAs } from './document-text.ts';
import { nonceExtensions, readNonce } from './ocsp-nonce.ts';
import { readCertId } from './ocsp-cert-id.ts';
import type { CertId } from './ocsp-cert-id.ts';

const maxBytes = 64 * 1024;
const maxRequests = 100;

/** An OCSP request as decoded (RFC 6960 §4.1.1). A signature on it is passed over: all may ask. */
export interface OcspRequest {
  /** In the order asked, 1 to 100. */
  readonly certIds: readonly CertId[];
  /** 1 to 128 octets, to be repeated in the answer (RFC 9654). */
  readonly nonce: Uint8Array | undefined;
}

/**
 * Reads an OCSPRequest.
 *
 * @throws CaError `bad_request` when it is malformed, asks for nothing, or carries a nonce that is empty or longer than
 *   128 octets; `unsupported` for a version above 1 or an unknown critical extension; `too_large` above 64 KiB or 100
 *   certificates.
 */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  if (der.length > maxBytes)
    throw new CaError('too_large', `An OCSP request may have at most ${maxBytes} bytes.`);
  return readAs('bad_request', () => parseDer(der, (reader) => reader.sequence(readRequest)));
}

/** OCSPRequest over CertIDs as {@link encodeCertId} makes them, DER. */
export function encodeOcspRequest(
  certIdDers: readonly Uint8Array[],
  nonce?: Uint8Array,
): Uint8Array {
  const requests = sequence(...certIdDers.map((each) => sequence(raw(each))));
  const extensions = nonce ? explicit(2, nonceExtensions(nonce)) : undefined;
  return encodeDer(sequence(sequence(requests, extensions)));
}

function readRequest(reader: DerReader): OcspRequest {
  const request = reader.sequence(readTbsRequest);
  reader.explicit(0, (signature) => signature.any());
  return request;
}

function readTbsRequest(reader: DerReader): OcspRequest {
  const version = reader.explicit(0, (inner) => inner.smallInteger());
  if (version !== undefined)
    throw new CaError('unsupported', 'Only version 1 of OCSP requests is supported.');
  reader.explicit(1, (requestor) => requestor.any());
  const certIds = reader.sequence(readList);
  const nonce = reader.explicit(2, (inner) => inner.sequence(readNonce));
  return { certIds, nonce };
}

function readList(reader: DerReader): CertId[] {
  const certIds: CertId[] = [];
  while (!reader.done) {
    if (certIds.push(reader.sequence(readOne)) > maxRequests)
      throw new CaError('too_large', `An OCSP request may ask for at most ${maxRequests}.`);
  }
  if (certIds.length === 0) throw new CaError('bad_request', 'The OCSP request asks for nothing.');
  return certIds;
}

function readOne(reader: DerReader): CertId {
  const certId = readCertId(reader);
  reader.explicit(0, (extensions) => extensions.sequence(readNonce));
  return certId;
}
