import { Secret } from '#base';

const shape = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** The token of an `Authorization` header of the Bearer scheme (RFC 6750 §2.1); undefined for anything else. */
export function parseBearer(header: string | undefined): Secret | undefined {
  const token = shape.exec(header ?? '')?.[1];
  return token === undefined ? undefined : new Secret(token);
}
