import { CaError, isCaError, recode } from '#base';
import type { ErrorCode } from '#base';
import { parseOnePem, parsePem, tag } from '#der';

const maxText = 1 << 20;

/** Labels of PEM blocks (RFC 7468), the one we write first. */
export const pemLabels = {
  certificate: ['CERTIFICATE', 'X509 CERTIFICATE'],
  request: ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'],
  crl: ['X509 CRL'],
  pkcs7: ['PKCS7', 'CMS'],
} as const;

/**
 * DER of one document that somebody sent: DER as it is, or a text with exactly one PEM block of one of `labels`; any
 * line ends, other text around the block.
 *
 * @throws CaError `bad_pem`; `too_large` above 1 MiB of text.
 */
export function toDer(input: string | Uint8Array, labels: readonly string[]): Uint8Array {
  return isDer(input) ? input : parseOnePem(toText(input), ...labels);
}

/** DER of all documents of a text, in order; blocks with other labels are passed over. Errors as {@link toDer}. */
export function toDerList(input: string | Uint8Array, labels: readonly string[]): Uint8Array[] {
  if (isDer(input)) return [input];
  return parsePem(toText(input))
    .filter(({ label }) => labels.includes(label))
    .map(({ der }) => der);
}

/** As `recode` of `#base`, save that `too_large` and `unsupported` stay what they are. */
export function readAs<T>(code: ErrorCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isCaError(error, 'too_large', 'unsupported')) throw error;
    return recode(code, () => {
      throw error;
    });
  }
}

/** Throws `too_large` when a document has more than `maxBytes`. */
export function requireSize(der: Uint8Array, maxBytes: number): void {
  if (der.length > maxBytes)
    throw new CaError('too_large', `The document may have at most ${maxBytes} bytes.`);
}

/** A SEQUENCE whose length is more than seven bits, which no text is, or exactly what follows. */
function isDer(input: string | Uint8Array): input is Uint8Array {
  if (typeof input === 'string' || input[0] !== tag.sequence) return false;
  const length = input[1] ?? 0;
  return length >= 0x80 || length === input.length - 2;
}

function toText(input: string | Uint8Array): string {
  if (input.length > maxText)
    throw new CaError('too_large', `A document may have at most ${maxText} characters of text.`);
  return typeof input === 'string' ? input : Buffer.from(input).toString('utf8');
}
