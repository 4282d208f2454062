import { isCaError } from '#base';
import { parseCertificate, parseCertificateBundle, parsePkcs7, type Certificate } from '#x509';

/**
 * Every certificate that somebody brings, in its order: PEM with one or more of them, one in DER, or PKCS #7 in PEM or
 * DER, as some authorities answer.
 *
 * @throws CaError `bad_certificate` when there is none, `too_large`.
 */
export function readBundle(input: string | Uint8Array): readonly Certificate[] {
  try {
    return parseCertificateBundle(input);
  } catch (error) {
    if (!isCaError(error, 'bad_certificate')) throw error;
    const found = findPkcs7(input);
    if (found.length === 0) throw error;
    return found.map((der) => parseCertificate(der));
  }
}

function findPkcs7(input: string | Uint8Array): readonly Uint8Array[] {
  try {
    return parsePkcs7(input);
  } catch (error) {
    if (isCaError(error)) return [];
    throw error;
  }
}
