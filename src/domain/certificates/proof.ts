import { parseCsrText, verifyCsr, type Csr } from '#x509';

const most = 500;
const longest = 16_384;
const handed = new Map<string, Csr>();

/**
 * The CSR of a request; whoever made it had its private key. Read and verified anew, unless {@link handOver} has kept the
 * same text for this.
 *
 * @param text  PEM or DER.
 * @throws CaError `bad_csr`, `bad_key`.
 */
export function readProvenCsr(text: string | Uint8Array): Csr {
  const known = typeof text === 'string' ? handed.get(text) : undefined;
  if (known && typeof text === 'string') {
    handed.delete(text);
    return known;
  }
  const csr = parseCsrText(text);
  verifyCsr(csr);
  return csr;
}

/**
 * Keeps what {@link readProvenCsr} gave for the next one to ask with the same text, once: an order is checked when it
 * comes and again when it is worked on, in this process most often, and the same octets prove the same.
 */
export function handOver(text: string | Uint8Array, csr: Csr): void {
  if (typeof text !== 'string' || text.length > longest) return;
  const [oldest] = handed.size >= most ? handed.keys() : [];
  if (oldest !== undefined) handed.delete(oldest);
  handed.set(text, csr);
}
