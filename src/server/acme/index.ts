/**
 * ACME on HTTP: addresses, JWS, nonces, the objects in JSON, problem documents, links. Establishes who signed what for
 * which address and that it comes once; then one verb of `#acme` decides, and its answer or refusal is put into the
 * words of the RFC. Knows no rule of issuing, no SQL, no private key.
 *
 * Order of checks: authority (404) → media type (415) → JWS → key or account → algorithm → signature → nonce → address;
 * the nonce is spent last. No tables of its own: spent nonces and the key of the others are kept by `#acme`. No events.
 *
 * RFC 8555 (ACME), 7515 to 7518 and 7638 (JOSE), 8037, 9864 and 9964 (its keys), 8738, 9444, 9773, 7807 (problems).
 */
export { createAcmeWire } from './acme-wire.ts';
export type { AcmeWireParts } from './wire.ts';
