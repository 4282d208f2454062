import { CaError, equalBytes, minute } from '#base';
import type { PublicKeyInfo } from '#x509';
import type { Unlock } from '../key-backend.ts';
import { cka } from './cryptoki.ts';
import type { Template } from './cryptoki.ts';
import { attributesToRead, readPublicKey, readUlong } from './key-kinds.ts';
import type { KeyMaking, KeyParts } from './key-kinds.ts';
import type { Login } from './login.ts';
import type { SigningPlan } from './signatures.ts';
import type { RemoteToken, TokenSession } from './remote-token.ts';
import { labelled, newPrivateKey, newPublicKey, privateKey, publicKey } from './templates.ts';
import type { KeyName } from './templates.ts';
import { TokenFault } from './token-process.ts';

/** To make a key may take a token minutes. */
const makingTimeoutMs = 5 * minute;
const yes = new Uint8Array([1]);
const no = new Uint8Array([0]);

/** What a token says of a curve when it would have it named in another way, or does not know it. */
const notThisWay: ReadonlySet<string> = new Set([
  'CKR_ATTRIBUTE_VALUE_INVALID',
  'CKR_CURVE_NOT_SUPPORTED',
  'CKR_DOMAIN_PARAMS_INVALID',
  'CKR_TEMPLATE_INCONSISTENT',
]);

/**
 * The keys of one token. Every verb throws CaError `key_unavailable` when the token cannot be had or opened,
 * `unsupported` for what it cannot do.
 */
export class TokenKeys {
  readonly #token: RemoteToken;
  readonly #login: Login;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(token: RemoteToken, login: Login) {
    this.#token = token;
    this.#login = login;
  }

  /** Makes a key. @throws CaError `already_exists` when there is one with its label. */
  generate(name: KeyName, making: KeyMaking, unlock?: Unlock): Promise<PublicKeyInfo> {
    return this.#make(name, unlock, (session) => generateSomeWay(session, name, making));
  }

  /** Stores a key made elsewhere. @throws CaError `already_exists` when there is one with its label. */
  store(name: KeyName, parts: KeyParts, unlock?: Unlock): Promise<PublicKeyInfo> {
    const objects = [newPrivateKey(name, parts.privateKey), newPublicKey(name, parts.publicKey)];
    return this.#make(name, unlock, (session) => session.ask('store', { objects }));
  }

  /** Its public half; there are tokens that show even this only to who is logged in. */
  async read(name: KeyName, unlock?: Unlock): Promise<PublicKeyInfo> {
    return this.#token.use(async (session) => {
      await this.#login.offer(session, unlock);
      return readPublic(session, name);
    });
  }

  /** What the private key makes of it, as the token gives it. */
  async sign(name: KeyName, plan: SigningPlan, unlock?: Unlock): Promise<Uint8Array> {
    return this.#token.use(async (session) => {
      await this.#login.ensure(session, unlock);
      return session.ask('sign', { key: privateKey(name), ...plan });
    });
  }

  /** Whether the private key is there, and just once. */
  async has(name: KeyName, unlock?: Unlock): Promise<boolean> {
    return this.#token.use(async (session) => {
      await this.#login.ensure(session, unlock);
      return (await session.ask('count', { object: privateKey(name) })) === 1;
    });
  }

  /** Destroys both halves, as far as they are there. */
  async destroy(name: KeyName): Promise<void> {
    await this.#token.use(async (session) => {
      await this.#login.ensureAny(session);
      await session.ask('destroy', { objects: [privateKey(name), publicKey(name)] });
    });
  }

  /** Finds the token, and logs in where there is a PIN for it. */
  async open(): Promise<void> {
    await this.#token.use((session) => this.#login.offer(session, undefined));
  }

  /** One at a time: no token refuses a second key with the same label, so that we have to look first. */
  #make(
    name: KeyName,
    unlock: Unlock | undefined,
    act: (session: TokenSession) => Promise<void>,
  ): Promise<PublicKeyInfo> {
    const made = this.#turn.then(() => this.#makeOnce(name, unlock, act));
    this.#turn = made.catch(() => undefined);
    return made;
  }

  /** What has begun is not begun again when the token is lost meanwhile, but undone as well as can be. */
  async #makeOnce(
    name: KeyName,
    unlock: Unlock | undefined,
    act: (session: TokenSession) => Promise<void>,
  ): Promise<PublicKeyInfo> {
    let begun = false;
    try {
      return await this.#token.use(async (session) => {
        await this.#login.ensure(session, unlock);
        if (begun)
          throw new CaError(
            'key_unavailable',
            'The token was lost while it made a key; try again.',
          );
        await requireNew(session, name);
        begun = true;
        await act(session);
        return await readNew(session, name);
      });
    } catch (error) {
      if (begun) await this.destroy(name).catch(() => undefined);
      throw error;
    }
  }
}

async function requireNew(session: TokenSession, { label }: KeyName): Promise<void> {
  if ((await session.ask('count', { object: labelled(label) })) === 0) return;
  throw new CaError('already_exists', `${label}: Private key with this label already exists.`);
}

async function generateSomeWay(
  session: TokenSession,
  name: KeyName,
  { mechanism, ways }: KeyMaking,
): Promise<void> {
  for (const [index, kind] of ways.entries()) {
    try {
      return await generate(session, name, mechanism, kind);
    } catch (error) {
      const isLast = index === ways.length - 1;
      if (isLast || !(error instanceof TokenFault) || !notThisWay.has(error.fault.reason))
        throw error;
    }
  }
}

async function generate(
  session: TokenSession,
  name: KeyName,
  mechanism: number,
  kind: Template,
): Promise<void> {
  const halves = { publicKey: newPublicKey(name, kind), privateKey: newPrivateKey(name) };
  await session.ask('generate', { mechanism, ...halves }, makingTimeoutMs);
}

/** A token may make a key otherwise than it was told: one that can leave it is not kept. */
async function readNew(session: TokenSession, name: KeyName): Promise<PublicKeyInfo> {
  const attributes = [cka.sensitive, cka.extractable];
  const [sensitive, extractable] = await session.ask('read', {
    object: privateKey(name),
    attributes,
  });
  if (!isValue(sensitive, yes) || !isValue(extractable, no))
    throw new CaError('unsupported', 'The token makes keys that can leave it; none is kept there.');
  return readPublic(session, name);
}

async function readPublic(session: TokenSession, name: KeyName): Promise<PublicKeyInfo> {
  const object = publicKey(name);
  const [written] = await session.ask('read', { object, attributes: [cka.keyType] });
  const keyType = readUlong(written ?? no);
  const attributes = attributesToRead(keyType);
  return readPublicKey(keyType, await session.ask('read', { object, attributes }));
}

function isValue(value: Uint8Array | undefined, expected: Uint8Array): boolean {
  return value !== undefined && equalBytes(value, expected);
}
