import { CaError, equalBytes, type Secret } from '#base';
import { encodeBundle, type BundleFormat } from '#authorities';
import { encodePkcs12, parsePrivateKeyText, publicKeyDer } from '#x509';
import type { IssuedCertificate } from './certificate.ts';
import type { Context } from './context.ts';

/** The form in which a certificate leaves. */
export type ExportOptions =
  | {
      readonly format: BundleFormat;
      /**
       * Whether the certificates above it follow, the root last; or which of the chains of its authority they are.
       * Default: only in PKCS #7, the first.
       */
      readonly chain?: boolean | number;
    }
  | {
      readonly format: 'pkcs12';
      /** Default: the first chain. */
      readonly chain?: boolean | number;
      /** The private key of the certificate, PEM or PKCS #8 in DER; it must be that of the certificate. */
      readonly key: string | Uint8Array;
      /** Opens `key`. */
      readonly keyPassword?: Secret;
      /** Protects the file. */
      readonly password: Secret;
      /** How key stores list it. */
      readonly friendlyName?: string;
    };

/**
 * A certificate as a file: PEM (text in ASCII), DER, PKCS #7 in DER, or, with the private key that its owner brings,
 * PKCS #12. Nothing is kept of the key.
 *
 * @throws CaError `bad_request` (a chain in DER, one that is not there, an odd name), `bad_key` (malformed, wrong
 *   password, another key).
 */
export async function exportCertificate(
  context: Context,
  issued: IssuedCertificate,
  options: ExportOptions,
): Promise<Uint8Array> {
  const own = issued.certificate.der;
  if (options.format !== 'pkcs12') {
    const { format, chain = format === 'pkcs7' } = options;
    return encodeBundle([own, ...(await above(context, issued, chain))], format);
  }
  checkFriendlyName(options.friendlyName);
  const key = await parsePrivateKeyText(options.key, options.keyPassword);
  if (!equalBytes(publicKeyDer(key), issued.certificate.spki))
    throw new CaError('bad_key', 'The private key is not that of the certificate.');
  const { chain = true, password, friendlyName } = options;
  const certificates = [own, ...(await above(context, issued, chain))];
  return encodePkcs12({ key, certificates, friendlyName }, password);
}

/** Throws `bad_request` for a name that PKCS #12 cannot hold: it is written in BMPString. */
export function checkFriendlyName(name: string | undefined): void {
  if (name === undefined || (name.length <= 255 && !/[\u{10000}-\u{10FFFF}]/u.test(name))) return;
  throw new CaError(
    'bad_request',
    'The name in a key store has at most 255 characters, none of them beyond the Basic Multilingual Plane.',
  );
}

async function above(
  { authorities }: Context,
  { authorityId }: IssuedCertificate,
  chain: boolean | number,
): Promise<Uint8Array[]> {
  if (chain === false) return [];
  const authority = await authorities.get({ id: authorityId });
  return (await authorities.pickChain(authority, chain === true ? 0 : chain)).map(
    ({ certificate }) => certificate.der,
  );
}
