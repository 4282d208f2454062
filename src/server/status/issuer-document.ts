import { toHex, utf8 } from '#base';
import { certificatePem, digest, encodePkcs7, type Certificate } from '#x509';
import { octetsOf, type StoredDocument } from './stored-document.ts';

/** The endings of the addresses of issuers. */
export const issuerForms = ['der', 'pem', 'p7c'] as const;

/** One of {@link issuerForms}. */
export type IssuerForm = (typeof issuerForms)[number];

const maxAgeSeconds = 86_400;

/** What stands behind each ending: how it is called and how it is made of a chain, the issuer's own certificate first. */
const forms: Readonly<
  Record<
    IssuerForm,
    { readonly contentType: string; encode(chain: readonly Certificate[]): Uint8Array }
  >
> = {
  // RFC 2585 §4, RFC 5280 §4.2.2.1
  der: {
    contentType: 'application/pkix-cert',
    encode: ([own]) => own?.der ?? new Uint8Array(0),
  },
  // RFC 8555 §9.1
  pem: {
    contentType: 'application/pem-certificate-chain',
    encode: (chain) => utf8(chain.map(({ der }) => certificatePem(der)).join('')),
  },
  // RFC 5280 §4.2.2.1, RFC 8551 §3.2.2
  p7c: {
    contentType: 'application/pkcs7-mime; smime-type=certs-only',
    encode: (chain) => encodePkcs7(chain.map(({ der }) => der)),
  },
};

/** The certificate of an issuer, alone or with what stands above it. */
export function issuerDocument(chain: readonly Certificate[], form: IssuerForm): StoredDocument {
  const bytes = forms[form].encode(chain);
  return {
    ...octetsOf(bytes),
    contentType: forms[form].contentType,
    version: toHex(digest('SHA-256', bytes)).slice(0, 32),
    maxAgeSeconds,
  };
}
