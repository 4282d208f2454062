import { CaError, findHex, isCaError, randomOctets, second, toHex } from '#base';
import { parsePkcs8 } from '#x509';
import type { PublicKeyInfo } from '#x509';
import type { KeyBackend, KeyRef, Unlock } from '../key-backend.ts';
import type { SecretSource } from '../secret-file.ts';
import { keyMaking, keyParts } from './key-kinds.ts';
import { Login } from './login.ts';
import { RemoteToken } from './remote-token.ts';
import { finishSignature, planSignature } from './signatures.ts';
import type { KeyName } from './templates.ts';
import { TokenKeys } from './token-keys.ts';

/** Where a token is, and how keys are made there. */
export interface Pkcs11Options {
  /** Absolute path of the PKCS #11 library that came with the token. */
  readonly library: string;
  /** Label of the token. */
  readonly token: string;
  /**
   * PIN of the token's user, or what gives it whenever it is needed (`secretFile`). Without it every call that needs a
   * private key must bring the PIN, as the password of its `unlock`.
   */
  readonly pin?: SecretSource;
  /**
   * Label of new keys, 1 to 64 characters; `{id}` stands for 16 random hex digits, and without it there can be but one
   * key. Default: `certwright-{id}`.
   */
  readonly label?: string;
  /** Most signatures at once, 1 to 64; each has a session of its own. Default: 4. */
  readonly sessions?: number;
  /** How long the token may take for one answer, 100 ms to 10 minutes. Default: 10 seconds; to make a key, 5 minutes. */
  readonly timeoutMs?: number;
}

const idShape = '{id}';
const knownLimit = 1000;

/**
 * Keeps keys on a PKCS #11 token, a hardware security module for instance: they are made there and cannot leave it. RSA,
 * EC on the NIST curves, Ed25519 and Ed448, as far as the token has them. `KeyRef` is `{ label, id }`, both also on the
 * token, `id` (CKA_ID) in hex. All keys of a token have one lock, its PIN.
 *
 * The library runs in a process of its own, so that it can hang or crash without harm; it is started at the first use,
 * and again, with pauses, when it was lost. A PIN that the token refuses is not tried again.
 *
 * Needs the package `pkcs11js`, built; without it every verb throws `key_unavailable` and says how to get it.
 *
 * @throws CaError `bad_config` for an option that cannot be; whether there is such a token shows at the first use.
 * @example
 * pkcs11({ library: '/usr/lib/softhsm/libsofthsm2.so', token: 'ca', pin: secretFile('/run/secrets/hsm-pin') })
 */
export function pkcs11(options: Pkcs11Options): KeyBackend {
  const { library, token: label, pin } = options;
  const { pattern, sessions, timeoutMs } = checked(options);
  const token = new RemoteToken({ library, token: label, sessions, timeoutMs });
  const keys = new TokenKeys(token, new Login(label, pin));
  const known = new Map<string, PublicKeyInfo>();

  const remember = (name: KeyName, info: PublicKeyInfo): PublicKeyInfo => {
    known.set(textOf(name), info);
    if (known.size > knownLimit) known.delete(known.keys().next().value ?? '');
    return info;
  };
  const read = async (name: KeyName, unlock?: Unlock): Promise<PublicKeyInfo> =>
    known.get(textOf(name)) ?? remember(name, await keys.read(name, unlock));

  return Object.freeze<KeyBackend>({
    type: 'pkcs11',
    check: () => keys.open(),
    create: async (spec, unlock) => {
      const [name, making] = [newName(pattern), keyMaking(spec)];
      remember(name, await keys.generate(name, making, unlock));
      return refOf(name);
    },
    import: async (pkcs8, unlock) => {
      const [name, parts] = [newName(pattern), keyParts(parsePkcs8(pkcs8))];
      remember(name, await keys.store(name, parts, unlock));
      return refOf(name);
    },
    publicKey: async (ref, unlock) => (await read(nameOf(ref), unlock)).spki,
    sign: async (ref, message, algorithm, unlock) => {
      const name = nameOf(ref);
      const info = await read(name, unlock);
      const plan = await planSignature(info, algorithm, message);
      return finishSignature(info, await keys.sign(name, plan, unlock));
    },
    usable: async (ref, unlock) => isThere(() => keys.has(nameOf(ref), unlock)),
    remove: async (ref) => {
      const name = nameOf(ref);
      known.delete(textOf(name));
      await keys.destroy(name);
    },
  });
}

function checked({
  library,
  token,
  label: pattern = `certwright-${idShape}`,
  sessions = 4,
  timeoutMs = 10 * second,
}: Pkcs11Options): { pattern: string; sessions: number; timeoutMs: number } {
  const require = (holds: boolean, detail: string): void => {
    if (!holds) throw new CaError('bad_config', `pkcs11: ${detail}.`);
  };
  require(library !== '', 'library must be the path of a PKCS #11 library');
  require(/^.{1,32}$/u.test(token), 'token must be a label of 1 to 32 characters');
  require(isLabel(pattern), 'label must have 1 to 64 characters, none of them a control character');
  require(Number.isInteger(sessions) &&
    sessions >= 1 &&
    sessions <= 64, 'sessions must be 1 to 64');
  require(timeoutMs >= 100 && timeoutMs <= 600 * second, 'timeoutMs must be 100 to 600000');
  return { pattern, sessions, timeoutMs };
}

function newName(pattern: string): KeyName {
  const id = randomOctets(8);
  return { label: pattern.replaceAll(idShape, toHex(id)), id };
}

function refOf({ label, id }: KeyName): KeyRef {
  return Object.freeze({ label, id: toHex(id) });
}

function nameOf({ label, id }: KeyRef): KeyName {
  const octets = typeof id === 'string' && id.length <= 512 ? findHex(id) : undefined;
  if (octets && octets.length > 0 && isLabel(label)) return { label, id: octets };
  throw new CaError('key_unavailable', 'The reference names no key on a token.');
}

function textOf({ label, id }: KeyName): string {
  return `${toHex(id)} ${label}`;
}

function isLabel(text: unknown): text is string {
  return typeof text === 'string' && /^[^\p{Cc}]{1,64}$/u.test(text);
}

async function isThere(look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look();
  } catch (error) {
    if (isCaError(error, 'key_unavailable', 'busy')) return false;
    throw error;
  }
}
