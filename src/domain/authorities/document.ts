import { prepareCertificate, type Prepared } from '#lint';
import { chooseSignatureAlgorithm, encodeTbsCertificate } from '#x509';
import type { Certificate, Extension, HashName } from '#x509';
import type { Life } from './life.ts';

/** What the certificate of an authority is to say. */
export interface AuthorityDocument {
  readonly serial: string;
  /** As it stands in other certificates, octet for octet. */
  readonly subjectDer: Uint8Array;
  readonly spki: Uint8Array;
  /** The certificates above it, that of whoever signs first; none for one that signs itself. */
  readonly above: readonly Certificate[];
  readonly life: Life;
  readonly extensions: readonly Extension[];
  /** Default: the one that fits the key that signs. */
  readonly algorithm?: HashName;
}

/** The unsigned certificate of an authority, judged. @throws CaError `lint_failed`, `unsupported` (the hash). */
export function prepareAuthority(document: AuthorityDocument): Prepared {
  const { serial, subjectDer, spki, life, extensions } = document;
  const [issuer, ...ancestors] = document.above;
  const tbsDer = encodeTbsCertificate({
    serial,
    algorithm: chooseSignatureAlgorithm(issuer?.spki ?? spki, document.algorithm),
    issuerDer: issuer?.subjectDer ?? subjectDer,
    subjectDer,
    ...life,
    spki,
    extensions,
  });
  return prepareCertificate(tbsDer, { issuer: issuer ?? 'self', ancestors });
}
