import { utf8 } from '#base';
import { verifyJws } from './algorithms.ts';
import { findBase64Url } from './base64url.ts';
import type { SigningKey } from './jwk.ts';
import { malformed } from './problem.ts';
import { findJson, isObject } from './strict-json.ts';

/** A JWS as it came, nothing about it verified (RFC 7515 §7.2.2, flattened). */
export interface Jws {
  readonly header: JwsHeader;
  /** Octets of the payload; none for POST-as-GET. */
  readonly payload: Uint8Array;
  /** What is signed: the two encoded parts with a dot between them. */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** The protected header; members that ACME does not know are not told. */
export interface JwsHeader {
  readonly alg: string;
  readonly url: string | undefined;
  readonly nonce: string | undefined;
  readonly kid: string | undefined;
  /** As it came; undefined when there is none. */
  readonly jwk: unknown;
}

/**
 * Reads a JWS in the one form that ACME allows (RFC 8555 §6.2): one signature, everything protected, no extension that
 * must be understood.
 *
 * @throws AcmeFault `malformed`.
 */
export function parseJws(octets: Uint8Array): Jws {
  return toJws(findJson(octets));
}

/** As {@link parseJws}, of a JWS that stands inside another. */
export function toJws(value: unknown): Jws {
  if (!isObject(value)) throw malformed('Could not parse JWS token.');
  if ('signatures' in value || 'header' in value) {
    throw malformed('The JWS must have one signature and no unprotected header.');
  }
  const { protected: head, payload, signature } = value;
  return {
    header: parseHeader(part(head)),
    payload: part(payload),
    signingInput: utf8(`${String(head)}.${String(payload)}`),
    signature: part(signature),
  };
}

/** Throws `malformed` unless the JWS was signed with that key; its algorithm is the key's. */
export function requireSignature({ signingInput, signature }: Jws, signer: SigningKey): void {
  const { algorithm, key } = signer;
  if (!verifyJws(algorithm, key, signingInput, signature))
    throw malformed('JWS signature invalid.');
}

/** The payload as an object; throws `malformed` for anything else. */
export function payloadObject({ payload }: Jws): Readonly<Record<string, unknown>> {
  const value = findJson(payload);
  if (!isObject(value)) throw malformed('The payload is not a JSON object.');
  return value;
}

function part(text: unknown): Uint8Array {
  const octets = typeof text === 'string' ? findBase64Url(text) : undefined;
  if (!octets) throw malformed('A part of the JWS is not base64url.');
  return octets;
}

function parseHeader(octets: Uint8Array): JwsHeader {
  const header = findJson(octets);
  if (!isObject(header)) throw malformed('The protected header is not a JSON object.');
  if ('crit' in header || 'b64' in header) {
    throw malformed('The JWS has an extension that is not known here.');
  }
  const { alg, jwk } = header;
  if (typeof alg !== 'string') throw malformed('The protected header names no algorithm.');
  const text = (name: string): string | undefined => textOf(header, name);
  return { alg, url: text('url'), nonce: text('nonce'), kid: text('kid'), jwk };
}

function textOf(header: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = header[name];
  if (value !== undefined && typeof value !== 'string')
    throw malformed(`${name} must be a string.`);
  return value;
}
