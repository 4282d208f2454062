import type { Authority } from '#authorities';
import {
  chooseSignatureAlgorithm,
  commonName,
  encodeCertificationRequestInfo,
  encodeSigned,
  nameDer,
  parsePublicKey,
  type KeySpec,
  type Name,
} from '#x509';
import type { Context } from './context.ts';
import type { Responder } from './responder.ts';

/** Where a key is, before there is a certificate for it. */
export type ResponderKey = Pick<Responder, 'keyBackend' | 'keyRef'>;

const commonNameOid = '2.5.4.3';
/** RFC 5280 App. A.1, ub-common-name. */
const longestName = 64;
/** Behind the name, so that who searches for hosts by their endings does not find it. */
const office = ' OCSP responder';

/**
 * What a responder is called. Nobody looks a responder up by its name, but a certificate without subject needs a subject
 * alternative name (RFC 5280 §4.1.2.6), and Java refuses the answers of one that has neither.
 */
export function subjectOf({ subject, name }: Authority): Name {
  const letters = Array.from(commonName(subject) ?? name).slice(0, longestName - office.length);
  return [{ oid: commonNameOid, value: `${letters.join('')}${office}` }];
}

/** Of the kind of the authority's own key: whoever verifies the chain knows it. */
export function specOf({ certificate }: Authority): KeySpec {
  const { spec } = parsePublicKey(certificate.spki);
  return spec as KeySpec;
}

/** A CSR without subject, signed by the key itself: the proof of possession that `certificates` wants (RFC 2986). */
export async function requestFor(
  { keys }: Pick<Context, 'keys'>,
  { keyBackend, keyRef }: ResponderKey,
): Promise<Uint8Array> {
  const spki = await keys.publicKey(keyBackend, keyRef);
  const info = encodeCertificationRequestInfo({ subjectDer: nameDer([]), spki, extensions: [] });
  const algorithm = chooseSignatureAlgorithm(spki);
  return encodeSigned(info, algorithm, await keys.sign(keyBackend, keyRef, info, algorithm));
}
