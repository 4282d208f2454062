import assert from 'node:assert/strict';
import { toBase64 } from '#base';
import { parseOnePem } from '#der';
import {
  encodeCertId,
  encodeOcspRequest,
  issuerId,
  parseCertificate,
  parseOcspResponse,
} from '#x509';
import type { ServedAuthority } from './serve.ts';

/** Whole HTTP requests about certificates of one authority, one each. */
export interface OcspRequests {
  readonly gets: readonly Buffer[];
  readonly posts: readonly Buffer[];
  /** POST, with a nonce. */
  readonly nonces: readonly Buffer[];
}

/** Asks an authority of our server about all that it has issued. */
export function requestsTo({
  issuerPem,
  serial: authoritySerial,
  serials,
}: ServedAuthority): OcspRequests {
  const issuer = parseCertificate(parseOnePem(issuerPem, 'CERTIFICATE'));
  const id = issuerId(issuer, 'SHA1');
  const path = `/ocsp/${authoritySerial}/cert/`;
  const ids = serials.map((serial) => encodeCertId(id, serial));
  return {
    gets: ids.map((each) => get(`${path}${toBase64(encodeOcspRequest([each]))}`)),
    posts: ids.map((each) => post(path, encodeOcspRequest([each]))),
    nonces: ids.map((each, i) => post(path, encodeOcspRequest([each], new Uint8Array(32).fill(i)))),
  };
}

/** GET of a path. */
export function get(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
}

/** POST of a request, DER; in HTTP/1.0 where the connection ends with the answer. */
export function post(path: string, body: Uint8Array, closes = false): Buffer {
  const head = [
    `POST ${path} HTTP/1.${closes ? 0 : 1}`,
    'host: 127.0.0.1',
    'content-type: application/ocsp-request',
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** The same request, after whose answer the connection ends. */
export function closing(request: Buffer): Buffer {
  const text = request.toString('latin1').replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
  return Buffer.from(text, 'latin1');
}

/** Throws unless the body is an answer that says good. */
export function isGood(body: Buffer): void {
  const { basic } = parseOcspResponse(new Uint8Array(body));
  assert.equal(basic?.responses[0]?.status.type, 'good');
}
