import { toBase64 } from '#base';
import { encodeCertificationRequestInfo, name, nameDer, type Extension, type Name } from '#x509';
import { sampleExtension } from './extension-samples.ts';
import { signDocument, type Signer } from './signer.ts';

/** What a CSR says, in the form that every reading of it is brought into. */
export interface RequestSaid {
  readonly subject: Name;
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly public_key: string;
  /** The `id` of the algorithm: `ecdsa-sha256`. */
  readonly signature_algorithm: string;
  readonly extensions: readonly Extension[];
}

/** A CSR we made, and what it is meant to say. */
export interface RequestSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly said: RequestSaid;
  readonly signer: Signer;
}

const extensions: readonly Extension[] = [
  'subject-alternative-name',
  'key-usage',
  'tls-feature',
  'unknown',
].map(sampleExtension);

/** CSRs of every kind of key with extensions, and of the first kind with nothing asked for. */
export async function makeRequests(signers: readonly Signer[]): Promise<RequestSpecimen[]> {
  const [first] = signers;
  const subject = name('C=AT,O=Bücher,CN=host.example.com');
  return Promise.all([
    ...signers.map((signer) => request(`request-${signer.kind}`, signer, { subject, extensions })),
    ...(first ? [request('request-bare', first, { subject: [], extensions: [] })] : []),
  ]);
}

async function request(
  id: string,
  signer: Signer,
  asks: Pick<RequestSaid, 'subject' | 'extensions'>,
): Promise<RequestSpecimen> {
  const said = {
    ...asks,
    public_key: toBase64(signer.spki),
    signature_algorithm: signer.algorithm.id,
  };
  const info = encodeCertificationRequestInfo({
    subjectDer: nameDer(said.subject),
    spki: signer.spki,
    extensions: said.extensions,
  });
  return { id, der: await signDocument(info, signer), said, signer };
}
