import { CaError } from '#base';
import { encodeDer, sequence, unsignedInteger } from '#der';
import { curves, digestMessage, encodeDigestInfo } from '#x509';
import type { AnyHashName, EcCurve, PublicKeyInfo, SignatureAlgorithm } from '#x509';
import { ckm } from './cryptoki.ts';
import type { Ask } from './protocol.ts';

/** What a token is asked to sign, and with what. */
export type SigningPlan = Omit<Ask<'sign'>, 'key'>;

/** CKM_ and CKG_MGF1_ of the hashes. */
const pssNumbers: ReadonlyMap<AnyHashName, readonly [hash: number, mask: number]> = new Map([
  ['SHA-224', [0x255, 0x5]],
  ['SHA-256', [0x250, 0x2]],
  ['SHA-384', [0x260, 0x3]],
  ['SHA-512', [0x270, 0x4]],
  ['SHA3/224', [0x2b5, 0x6]],
  ['SHA3/256', [0x2b0, 0x7]],
  ['SHA3/384', [0x2c0, 0x8]],
  ['SHA3/512', [0x2d0, 0x9]],
]);

/**
 * How `message` is signed by a token: it gets a digest made here, but for Edwards curves, which want the whole.
 *
 * @throws CaError `unsupported` when the algorithm is not trusted or no token has it; `bad_key` when it does not go with
 *   the key.
 */
export async function planSignature(
  { spec, algorithmOid }: PublicKeyInfo,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
): Promise<SigningPlan> {
  const { id, hash, keyOids } = algorithm;
  if (!algorithm.trusted) throw new CaError('unsupported', `Nothing is signed in ${id}.`);
  if (!keyOids.includes(algorithmOid))
    throw new CaError('bad_key', `The algorithm ${id} needs a private key of its type.`);
  if (spec.type === 'ed25519' || spec.type === 'ed448')
    return { mechanism: ckm.eddsa, data: message, size: spec.type === 'ed448' ? 114 : 64 };
  if (!hash) throw new CaError('unsupported', `A token does not sign in ${id}.`);
  const digest = await digestMessage(hash, message);
  if (spec.type === 'ec') return planEcdsa(spec.curve, digest);
  if (spec.type !== 'rsa') throw new CaError('unsupported', `A token does not sign in ${id}.`);
  const size = spec.bits / 8;
  const { saltLength } = algorithm;
  if (saltLength === undefined)
    return { mechanism: ckm.rsaPkcs, data: encodeDigestInfo(hash, digest), size };
  const [number = 0, mask = 0] = pssNumbers.get(hash) ?? [];
  const parameter = { hash: number, mask, saltLength };
  return { mechanism: ckm.rsaPkcsPss, parameter, data: digest, size };
}

/**
 * A signature as X.509 wants it: what a token gives for ECDSA is r and s side by side, which RFC 3279 §2.2.3 puts into a
 * SEQUENCE.
 *
 * @throws CaError `key_unavailable` when the token gave something else.
 */
export function finishSignature({ spec }: PublicKeyInfo, signature: Uint8Array): Uint8Array {
  if (spec.type !== 'ec') return new Uint8Array(signature);
  const half = signature.length / 2;
  if (!Number.isInteger(half) || half === 0 || half > octetsOf(spec.curve))
    throw new CaError('key_unavailable', 'The token gave something that is no ECDSA signature.');
  const [r, s] = [signature.subarray(0, half), signature.subarray(half)];
  return encodeDer(sequence(unsignedInteger(r), unsignedInteger(s)));
}

/** The leftmost bits of a digest that is longer than the order of the curve (FIPS 186-5 §6.4.1). */
function planEcdsa(curve: EcCurve, digest: Uint8Array): SigningPlan {
  const octets = octetsOf(curve);
  return { mechanism: ckm.ecdsa, data: digest.subarray(0, octets), size: 2 * octets };
}

function octetsOf(curve: EcCurve): number {
  return curves.find(({ name }) => name === curve)?.octets ?? 0;
}
