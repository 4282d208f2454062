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

function decodeUtf8(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}

function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
