import { encodePem } from '#der';
import {
  chooseSignatureAlgorithm,
  encodeCertificationRequestInfo,
  encodeSigned,
  generateKey,
  nameDer,
  publicKeyDer,
  signMessage,
  type Extension,
  type KeySpec,
  type Name,
} from '#x509';

/** A CSR in PEM and DER for a new key, proof of possession included, made by our own hand. */
export async function makeCsr(
  spec: KeySpec = { type: 'ec', curve: 'P-256' },
  { subject = [], extensions = [] }: { subject?: Name; extensions?: readonly Extension[] } = {},
): Promise<{ readonly pem: string; readonly der: Uint8Array; readonly spki: Uint8Array }> {
  const key = await generateKey(spec);
  const spki = publicKeyDer(key);
  const info = encodeCertificationRequestInfo({ subjectDer: nameDer(subject), spki, extensions });
  const algorithm = chooseSignatureAlgorithm(spki);
  const der = encodeSigned(info, algorithm, await signMessage(key, algorithm, info));
  return { pem: encodePem('CERTIFICATE REQUEST', der), der, spki };
}
