import { findBase64 } from '#base';

/**
 * The OCSPRequest in the path of a GET, already percent-decoded; undefined when it is no base64. Two things that are met
 * are let pass: a slash in front, which who joins our address and the base64 as RFC 6960 App. A.1 writes it gets twice
 * (no request begins with one), and missing padding.
 */
export function findPathRequest(path: string): Uint8Array | undefined {
  const text = path.replace(/^\/+/, '');
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return findBase64(text + padding);
}
