import { encodeDer, octetString, OctetsMemo, parseDer, sequence } from '#der';
import type { DerReader } from '#der';
import { nullAlgorithm, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { digest, findHash, getHash } from './hashes.ts';
import type { AnyHashName } from './hashes.ts';
import { publicKeyOctets } from './public-key.ts';
import { encodeSerial, readSerial } from './serial.ts';

/** The hashes certificates are named with. SHA-1 is no signature here, and many clients know nothing else (RFC 9919). */
export type CertIdHash = 'SHA1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** What names an issuer in the CertIDs of one hash (RFC 6960 §4.1.1). */
export interface IssuerId {
  /** Null for a hash we do not know: then the two digests mean nothing to us. */
  readonly hash: AnyHashName | null;
  /** Digest of the issuer's name, DER. */
  readonly nameHash: Uint8Array;
  /** Digest of the octets of the issuer's public key. */
  readonly keyHash: Uint8Array;
}

/** Which certificate an OCSP message is about (RFC 6960 §4.1.1). */
export interface CertId extends IssuerId {
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  /** As it stands in the message: an answer repeats it octet for octet. */
  readonly der: Uint8Array;
}

/** The issuer's name and key, by which it is named. */
interface NamedIssuer {
  /** As in its own certificate. */
  readonly subjectDer: Uint8Array;
  readonly spki: Uint8Array;
}

/** Those of an issuer are asked for with each answer about what it issued. */
const known = new WeakMap<NamedIssuer, Map<AnyHashName, IssuerId>>();

/**
 * What names an issuer; worked out once for each hash and object, which must not change.
 *
 * @throws CaError `bad_key` when `issuer.spki` is no SubjectPublicKeyInfo.
 */
export function issuerId<H extends AnyHashName>(
  issuer: NamedIssuer,
  hash: H,
): IssuerId & { readonly hash: H } {
  const ids = known.get(issuer) ?? new Map<AnyHashName, IssuerId>();
  const id = ids.get(hash) ?? {
    hash,
    nameHash: digest(hash, issuer.subjectDer),
    keyHash: digest(hash, publicKeyOctets(issuer.spki)),
  };
  known.set(issuer, ids.set(hash, id));
  return id as IssuerId & { readonly hash: H };
}

/** CertID of one certificate, DER. @throws CaError `bad_certificate` for a wrong serial. */
export function encodeCertId(
  { hash, nameHash, keyHash }: IssuerId & { readonly hash: CertIdHash },
  serial: string,
): Uint8Array {
  const algorithm = nullAlgorithm(getHash(hash).oid);
  return encodeDer(
    sequence(algorithm, octetString(nameHash), octetString(keyHash), encodeSerial(serial)),
  );
}

/** The next CertID, of any hash. @throws CaError `bad_der`. */
export function readCertId(reader: DerReader): CertId {
  return read.get(reader.whole(), (der) => parseCertId(der.slice()));
}

/** Those met before: what is asked about stands in the answer as well, which is read anew before it is signed. */
const read = new OctetsMemo<CertId>(1024, 200);

function parseCertId(der: Uint8Array): CertId {
  return parseDer(der, (whole) =>
    whole.sequence((inner) => {
      const hash = findHash(readAlgorithmIdentifier(inner).oid)?.name ?? null;
      const [nameHash, keyHash] = [inner.octetString(), inner.octetString()];
      return { hash, nameHash, keyHash, serial: readSerial(inner), der };
    }),
  );
}
