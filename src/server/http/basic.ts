import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Secret } from '#base';

/** What a caller claims to be. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

const shape = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/**
 * Credentials of an `Authorization` header of the Basic scheme (RFC 7617), in UTF-8; undefined for anything else. Both
 * halves are percent-decoded after the split at the first colon, as django-ca does it; a `%` that starts no octet
 * stays a `%`.
 */
export function parseBasic(header: string | undefined): Credentials | undefined {
  const encoded = shape.exec(header ?? '')?.[1];
  const text = encoded === undefined ? undefined : decodeUtf8(Buffer.from(encoded, 'base64'));
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return undefined;
  return {
    username: percentDecode(text.slice(0, colon)),
    password: new Secret(percentDecode(text.slice(colon + 1))),
  };
}

const read = new WeakMap<IncomingMessage, Credentials | undefined>();

/** As {@link parseBasic}, of a request; its header is read once. */
export function credentialsOf(request: IncomingMessage): Credentials | undefined {
  if (!read.has(request)) read.set(request, parseBasic(request.headers.authorization));
  return read.get(request);
}

function decodeUtf8(octets: Buffer): string | undefined {
  return isUtf8(octets) ? octets.toString('utf8') : undefined;
}

function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
