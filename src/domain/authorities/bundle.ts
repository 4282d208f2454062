import { CaError, concat, utf8 } from '#base';
import { certificatePem, encodePkcs7 } from '#x509';
import type { Authority, AuthorityRef } from './authority.ts';
import { chainsOf, type ChainLink } from './chains.ts';
import type { Context } from './context.ts';
import { getAuthority } from './find.ts';

/** PEM, one block behind the other; DER of a single certificate; PKCS #7 in DER. */
export type BundleFormat = 'pem' | 'der' | 'pkcs7';

/** How the certificates of an authority leave. */
export interface ExportAuthority {
  /** Default: `pem`. */
  readonly format?: BundleFormat;
  /** Whether those above it follow, the root last; or which of its chains they are. Default: only in PKCS #7. */
  readonly chain?: boolean | number;
}

/** Certificates as one file, in the order given. @throws CaError `bad_request` for several in DER. */
export function encodeBundle(
  certificates: readonly Uint8Array[],
  format: BundleFormat,
): Uint8Array {
  if (format === 'pem') return concat(...certificates.map((der) => utf8(certificatePem(der))));
  if (format === 'pkcs7') return encodePkcs7(certificates);
  const [only, second] = certificates;
  if (only && !second) return only;
  throw new CaError('bad_request', 'DER holds one certificate: for a chain take PEM or PKCS #7.');
}

/**
 * The certificate of an authority as a file, alone or with those above it.
 *
 * @throws CaError `not_found`, `bad_request` (a chain in DER, one that is not there).
 */
export async function exportAuthority(
  context: Context,
  ref: AuthorityRef,
  { format = 'pem', chain = format === 'pkcs7' }: ExportAuthority = {},
): Promise<Uint8Array> {
  const authority = await getAuthority(context, ref);
  if (chain === false) return encodeBundle([authority.certificate.der], format);
  const links = await pickChain(context, authority, chain === true ? 0 : chain);
  return encodeBundle(
    links.map(({ certificate }) => certificate.der),
    format,
  );
}

/**
 * One of the chains of an authority by its place among them. For the first there is always an answer: where no chain
 * holds any more, the certificate alone.
 *
 * @throws CaError `bad_request` when there are not so many.
 */
export async function pickChain(
  context: Context,
  authority: Authority,
  place: number,
): Promise<ChainLink[]> {
  const chains = await chainsOf(context, authority);
  const found = chains[place];
  if (found) return found;
  const { certificate, pem } = authority;
  if (place === 0) return [{ certificate, pem }];
  throw new CaError(
    'bad_request',
    `${authority.name} has ${chains.length} chains, counted from 0.`,
  );
}
