import { createPublicKey } from 'node:crypto';
import type { KeyObject, webcrypto } from 'node:crypto';
import { endianness } from 'node:os';
import { CaError, equalBytes, present, toBase64Url } from '#base';
import { encodeDer, oid, parseDer, tag, primitive } from '#der';
import { curves, parsePublicKey, publicKeyDer } from '#x509';
import type { EcCurve, KeySpec, PublicKeyInfo } from '#x509';
import { cka, ckk, ckm } from './cryptoki.ts';
import type { Template } from './cryptoki.ts';

/** How a key is made. */
export interface KeyMaking {
  readonly mechanism: number;
  /** Attributes of the public key that say which kind: in the first way, or where a token does not take it, the next. */
  readonly ways: readonly [Template, ...Template[]];
}

/** The two halves of a key made elsewhere, as attributes. */
export interface KeyParts {
  readonly publicKey: Template;
  readonly privateKey: Template;
}

interface Curve {
  readonly keyType: number;
  /** Name in a JSON Web Key (RFC 7518 §6.2.1.1, RFC 8037 §2). */
  readonly jwk: string;
  /** CKA_EC_PARAMS, DER: as written, and others that are understood. */
  readonly parameters: readonly [Uint8Array, ...Uint8Array[]];
  /** Octets of a public point. */
  readonly pointOctets: number;
}

const uncompressed = 0x04;
const rsaExponent = new Uint8Array([0x01, 0x00, 0x01]);

const ecCurves: readonly Curve[] = (['P-256', 'P-384', 'P-521'] as const).map(nistCurve);
const edwardsCurves: readonly Curve[] = [
  edwards({ jwk: 'Ed25519', dotted: '1.3.101.112', name: 'edwards25519', pointOctets: 32 }),
  edwards({ jwk: 'Ed448', dotted: '1.3.101.113', name: 'edwards448', pointOctets: 57 }),
];

/** Attributes that hold the public key, by the CK_KEY_TYPE of its object. */
const publicAttributes: ReadonlyMap<number, readonly number[]> = new Map([
  [ckk.rsa, [cka.modulus, cka.publicExponent]],
  [ckk.ec, [cka.ecParams, cka.ecPoint]],
  [ckk.ecEdwards, [cka.ecParams, cka.ecPoint]],
]);

/** @throws CaError `unsupported` for what no token is asked to make. */
export function keyMaking(spec: KeySpec): KeyMaking {
  if (spec.type === 'rsa') {
    requireRsaBits(spec.bits);
    const size: Template = [
      [cka.modulusBits, spec.bits],
      [cka.publicExponent, rsaExponent],
    ];
    return { mechanism: ckm.rsaPkcsKeyPairGen, ways: [size] };
  }
  const curve = curveOf(spec);
  const [first, ...others] = curve.parameters;
  const isEdwards = curve.keyType === ckk.ecEdwards;
  return {
    mechanism: isEdwards ? ckm.ecEdwardsKeyPairGen : ckm.ecKeyPairGen,
    ways: [[[cka.ecParams, first]], ...others.map((each): Template => [[cka.ecParams, each]])],
  };
}

/** The attributes of a key made elsewhere. @throws CaError `unsupported` for a kind that no token is asked to keep. */
export function keyParts(key: KeyObject): KeyParts {
  const { spec } = parsePublicKey(publicKeyDer(key));
  if (spec.type === 'rsa') {
    requireRsaBits(spec.bits);
    return rsaParts(key.export({ format: 'jwk' }));
  }
  const curve = curveOf(spec);
  const jwk = key.export({ format: 'jwk' });
  const kind: Template = [
    [cka.keyType, curve.keyType],
    [cka.ecParams, curve.parameters[0]],
  ];
  const point =
    curve.keyType === ckk.ec ? [uncompressed, ...octets(jwk.x), ...octets(jwk.y)] : octets(jwk.x);
  return {
    publicKey: [...kind, [cka.ecPoint, wrapped(new Uint8Array(point))]],
    privateKey: [...kind, [cka.value, octets(jwk.d)]],
  };
}

/** The attributes to read of a public key. @throws CaError `key_unavailable` when its kind is not one of ours. */
export function attributesToRead(keyType: number): readonly number[] {
  const attributes = publicAttributes.get(keyType);
  if (attributes) return attributes;
  throw unknownKey();
}

/** A CK_ULONG as it lies in this machine's memory. */
export function readUlong(value: Uint8Array): number {
  const digits = endianness() === 'LE' ? value.toReversed() : value;
  return digits.reduce((sum, digit) => sum * 256 + digit, 0);
}

/**
 * The public key that attributes describe, those of {@link attributesToRead} in their order.
 *
 * @throws CaError `key_unavailable` when they describe none, or none of ours.
 */
export function readPublicKey(
  keyType: number,
  [first = new Uint8Array(0), second = new Uint8Array(0)]: readonly Uint8Array[],
): PublicKeyInfo {
  try {
    const jwk = keyType === ckk.rsa ? rsaJwk(first, second) : curveJwk(keyType, first, second);
    return parsePublicKey(publicKeyDer(createPublicKey({ key: jwk, format: 'jwk' })));
  } catch (cause) {
    throw unknownKey(cause);
  }
}

function rsaJwk(modulus: Uint8Array, exponent: Uint8Array): webcrypto.JsonWebKey {
  return { kty: 'RSA', n: toBase64Url(modulus), e: toBase64Url(exponent) };
}

function curveJwk(
  keyType: number,
  parameters: Uint8Array,
  written: Uint8Array,
): webcrypto.JsonWebKey {
  const all = keyType === ckk.ec ? ecCurves : edwardsCurves;
  const curve = all.find((each) => each.parameters.some((known) => equalBytes(known, parameters)));
  const { jwk, pointOctets } = present(curve, 'a curve of ours');
  const point = unwrapped(written, pointOctets);
  if (keyType === ckk.ecEdwards) return { kty: 'OKP', crv: jwk, x: toBase64Url(point) };
  const half = (pointOctets - 1) / 2;
  const [x, y] = [point.subarray(1, 1 + half), point.subarray(1 + half)];
  return { kty: 'EC', crv: jwk, x: toBase64Url(x), y: toBase64Url(y) };
}

/** CKA_EC_POINT is an OCTET STRING, but there are tokens that leave its header away (for Edwards curves v3.0 does). */
function unwrapped(written: Uint8Array, size: number): Uint8Array {
  return written.length === size ? written : parseDer(written, (reader) => reader.octetString());
}

function wrapped(point: Uint8Array): Uint8Array {
  return encodeDer(primitive(tag.octetString, point));
}

function rsaParts(jwk: webcrypto.JsonWebKey): KeyParts {
  const numbers: Template = [
    [cka.keyType, ckk.rsa],
    [cka.modulus, octets(jwk.n)],
    [cka.publicExponent, octets(jwk.e)],
  ];
  const secrets: Template = [
    [cka.privateExponent, octets(jwk.d)],
    [cka.prime1, octets(jwk.p)],
    [cka.prime2, octets(jwk.q)],
    [cka.exponent1, octets(jwk.dp)],
    [cka.exponent2, octets(jwk.dq)],
    [cka.coefficient, octets(jwk.qi)],
  ];
  return { publicKey: numbers, privateKey: [...numbers, ...secrets] };
}

function octets(text: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text ?? '', 'base64url'));
}

function requireRsaBits(bits: number): void {
  if (!Number.isInteger(bits / 8) || bits < 2048 || bits > 8192)
    throw new CaError(
      'unsupported',
      'An RSA key on a token has 2048 to 8192 bits, in whole octets.',
    );
}

function curveOf(spec: { readonly type: string; readonly curve?: EcCurve }): Curve {
  const name = (spec.type === 'ec' ? spec.curve : spec.type)?.toLowerCase();
  const found = [...ecCurves, ...edwardsCurves].find(({ jwk }) => jwk.toLowerCase() === name);
  if (found) return found;
  throw new CaError('unsupported', `Keys of type ${name ?? spec.type} are not kept on tokens.`);
}

function nistCurve(name: EcCurve): Curve {
  const { oid: dotted, octets: half } = present(
    curves.find((each) => each.name === name),
    name,
  );
  return {
    keyType: ckk.ec,
    jwk: name,
    parameters: [encodeDer(oid(dotted))],
    pointOctets: 1 + 2 * half,
  };
}

/** Named by the object identifier of RFC 8410 §3, or in the older way of PKCS #11 v3.0 by a PrintableString. */
function edwards(curve: { jwk: string; dotted: string; name: string; pointOctets: number }): Curve {
  const { jwk, dotted, name, pointOctets } = curve;
  const printable = primitive(tag.printableString, new TextEncoder().encode(name));
  return {
    keyType: ckk.ecEdwards,
    jwk,
    parameters: [encodeDer(oid(dotted)), encodeDer(printable)],
    pointOctets,
  };
}

function unknownKey(cause?: unknown): CaError {
  return new CaError('key_unavailable', 'The public key on the token is none that is known here.', {
    cause,
  });
}
