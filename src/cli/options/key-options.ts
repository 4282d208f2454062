import { CaError } from '#base';
import type { EcCurve, KeySpec } from '#x509';
import type { OptionGroup } from '../command.ts';
import { wholeNumber } from './values.ts';

/** What kind of key is to be made. */
export interface KeyKindInput {
  readonly keyType?: string;
  readonly keySize?: number;
  readonly ellipticCurve?: EcCurve;
}

/** What kind of key a new authority is to have, and where. */
export interface KeyInput extends KeyKindInput {
  readonly keyBackend?: string;
}

/** The key types as written, django-ca's first. */
const keyTypes = ['RSA', 'EC', 'Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const;

/** Curves in the names of django-ca (SEC 2, RFC 5639); the NIST names work as well. */
const curveNames: Readonly<Record<string, EcCurve>> = {
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  secp256k1: 'secp256k1',
  brainpoolP256r1: 'brainpoolP256r1',
  brainpoolP384r1: 'brainpoolP384r1',
  brainpoolP512r1: 'brainpoolP512r1',
  'P-256': 'P-256',
  'P-384': 'P-384',
  'P-521': 'P-521',
};

/** The options that choose the kind of key. */
export const keyKindOptions: OptionGroup<KeyKindInput> = {
  title: 'Private key:',
  options: [
    {
      key: 'keyType',
      flags: '--key-type <type>',
      help: 'Type of the key (default: EC).',
      choices: keyTypes,
    },
    {
      key: 'keySize',
      flags: '--key-size <bits>',
      help: 'Size of an RSA key (default: 4096).',
      parse: wholeNumber(1024, 16_384),
    },
    {
      key: 'ellipticCurve',
      flags: '--elliptic-curve <curve>',
      help: `Curve of an EC key: ${Object.keys(curveNames).slice(0, 7).join(', ')} (default: secp384r1 for a root, else secp256r1).`,
      parse: parseCurve,
    },
  ],
};

/** The options that choose the key of an authority. */
export const keyOptions: OptionGroup<KeyInput> = {
  title: keyKindOptions.title,
  options: [
    ...keyKindOptions.options,
    {
      key: 'keyBackend',
      flags: '--key-backend <alias>',
      help: 'Key backend that makes and keeps the key (default: default).',
    },
  ],
};

/** django-ca's word on where a key lies, which its key backend decides here. */
export interface PathInput {
  readonly path?: string;
}

/** The option of {@link PathInput}, not taught. */
export const pathOptions: OptionGroup<PathInput> = {
  title: keyKindOptions.title,
  options: [{ key: 'path', flags: '--path <path>', help: 'Says nothing here.', hidden: true }],
};

/** What to say to somebody who gives a path; nothing to others. */
export function pathWarning({ path }: PathInput): string[] {
  return path === undefined ? [] : ['--path says nothing here: the key backend keeps the key.'];
}

/**
 * The key that was asked for. Ours where nothing was: P-384 for a root, which lives long and signs seldom, P-256 below.
 *
 * @throws CaError `bad_request` for a size or a curve beside a type that has none.
 */
export function keySpec(input: KeyKindInput, isRoot: boolean): KeySpec {
  const type = input.keyType ?? (input.keySize === undefined ? 'EC' : 'RSA');
  if (input.keySize !== undefined && type !== 'RSA')
    throw new CaError('bad_request', `--key-size is for RSA keys, not for ${type}.`);
  if (input.ellipticCurve !== undefined && type !== 'EC')
    throw new CaError('bad_request', `--elliptic-curve is for EC keys, not for ${type}.`);
  switch (type) {
    case 'RSA':
      return { type: 'rsa', bits: input.keySize ?? 4096 };
    case 'EC':
      return { type: 'ec', curve: input.ellipticCurve ?? (isRoot ? 'P-384' : 'P-256') };
    case 'Ed25519':
      return { type: 'ed25519' };
    case 'Ed448':
      return { type: 'ed448' };
    default:
      return { type: 'ml-dsa', set: Number(type.slice(-2)) as 44 | 65 | 87 };
  }
}

function parseCurve(text: string): EcCurve {
  const found = Object.keys(curveNames).find((each) => each.toLowerCase() === text.toLowerCase());
  const curve = found === undefined ? undefined : curveNames[found];
  if (curve) return curve;
  throw new CaError('bad_request', `Choose one of ${Object.keys(curveNames).join(', ')}.`);
}
