import {
  cka,
  cko,
  normalUser,
  osLockingOk,
  sessionFlags,
  tokenFlags,
  userStates,
} from './cryptoki.ts';
import type { PssParameter, Template } from './cryptoki.ts';
import { CallFailed, loadLibrary } from './module.ts';
import type { Attribute, Cryptoki, Handle, Mechanism } from './module.ts';
import type { Ask, Gives, Question } from './protocol.ts';

/** More would not be destroyed at once; none of our templates matches so many. */
const mostFound = 100;
const pssParameters = 5;

/**
 * A token inside the process that holds its library. Sessions are opened as their slots come into use. It remembers
 * handles, nothing else: no PIN, and no answer to anything.
 */
export class Token {
  readonly #library: Cryptoki;
  readonly #slot: Handle;
  readonly #sessions = new Map<number, Handle>();
  readonly #keys = new Map<string, Handle>();
  /** What the library reads or writes from another thread must not be collected meanwhile. */
  readonly #held = new Set<unknown>();

  private constructor(library: Cryptoki, slot: Handle) {
    this.#library = library;
    this.#slot = slot;
  }

  /** @throws CallFailed also `no-token` and `many-tokens`, by label. */
  static async open({ library, token }: Ask<'open'>): Promise<Token> {
    const loaded = await loadLibrary(library);
    loaded.C_Initialize({ flags: osLockingOk });
    const slots = loaded
      .C_GetSlotList(true)
      .filter((slot) => loaded.C_GetTokenInfo(slot).label.trimEnd() === token);
    const [slot] = slots;
    if (!slot) throw new CallFailed({ reason: 'no-token' });
    if (slots.length > 1) throw new CallFailed({ reason: 'many-tokens' });
    return new Token(loaded, slot);
  }

  /** Most sessions at once; the token says 0 or all ones where it does not know or care. */
  get sessions(): number {
    const { maxSessionCount, maxRwSessionCount } = this.#library.C_GetTokenInfo(this.#slot);
    const limits = [maxSessionCount, maxRwSessionCount].filter((count) => count > 0);
    return Math.min(...limits, 0xffff);
  }

  /** Does what is asked. @throws CallFailed, or what `pkcs11js` throws. */
  async obey({ verb, ask, slot }: Question): Promise<unknown> {
    const session = this.#session(slot);
    switch (verb) {
      case 'login':
        return this.#login(session, ask);
      case 'generate':
        return this.#generate(session, ask);
      case 'store':
        return this.#store(session, ask.objects);
      case 'count':
        return this.#find(session, ask.object).length;
      case 'read':
        return this.#read(session, ask);
      case 'sign':
        return this.#sign(session, ask);
      case 'destroy':
        return this.#destroy(session, ask.objects);
      default:
        throw new CallFailed({ reason: 'unexpected', text: `asked to ${verb}` });
    }
  }

  /** Gives up what may no longer hold: the session of that slot, and the handles of keys. */
  forget(slot: number): void {
    const session = this.#sessions.get(slot);
    this.#sessions.delete(slot);
    this.#keys.clear();
    try {
      if (session) this.#library.C_CloseSession(session);
    } catch {
      // It was gone already, which is why we are here.
    }
  }

  /** Ends all sessions, and with them the login. */
  close(): void {
    this.#library.C_Finalize();
  }

  #session(slot: number): Handle {
    const session =
      this.#sessions.get(slot) ?? this.#library.C_OpenSession(this.#slot, sessionFlags);
    this.#sessions.set(slot, session);
    return session;
  }

  #login(session: Handle, { pin, careful }: Ask<'login'>): Gives<'login'> {
    const { flags } = this.#library.C_GetTokenInfo(this.#slot);
    if (flags & tokenFlags.pinLocked) throw new CallFailed({ reason: 'pin-locked' });
    const danger = tokenFlags.pinFinalTry | (careful ? tokenFlags.pinCountLow : 0);
    if (flags & danger) throw new CallFailed({ reason: 'pin-at-risk' });
    try {
      this.#library.C_Login(session, normalUser, pin);
      return 'now';
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('CKR_USER_ALREADY_LOGGED_IN'))
        return 'before';
      throw error;
    }
  }

  async #generate(session: Handle, ask: Ask<'generate'>): Promise<void> {
    await this.#library.C_GenerateKeyPairAsync(
      session,
      { mechanism: ask.mechanism },
      attributes(ask.publicKey),
      attributes(ask.privateKey),
    );
  }

  #store(session: Handle, objects: readonly Template[]): void {
    const made: Handle[] = [];
    try {
      for (const object of objects)
        made.push(this.#library.C_CreateObject(session, attributes(object)));
    } catch (error) {
      for (const object of made) this.#library.C_DestroyObject(session, object);
      throw error;
    }
  }

  #read(session: Handle, { object, attributes }: Ask<'read'>): Gives<'read'> {
    const wanted = attributes.map((type) => ({ type }));
    const values = this.#library.C_GetAttributeValue(session, this.#get(session, object), wanted);
    return values.map(({ value }) => (Buffer.isBuffer(value) ? value : new Uint8Array(0)));
  }

  async #sign(session: Handle, ask: Ask<'sign'>): Promise<Uint8Array> {
    const key = this.#key(session, ask.key);
    const mechanism: Mechanism = {
      mechanism: ask.mechanism,
      ...(ask.parameter && { parameter: pss(ask.parameter) }),
    };
    const held = { data: Buffer.from(ask.data), into: Buffer.alloc(ask.size) };
    this.#held.add(held);
    try {
      this.#library.C_SignInit(session, mechanism, key);
      return await this.#library.C_SignAsync(session, held.data, held.into);
    } finally {
      this.#held.delete(held);
    }
  }

  #destroy(session: Handle, objects: readonly Template[]): void {
    this.#keys.clear();
    for (const template of objects)
      for (const object of this.#find(session, template))
        this.#library.C_DestroyObject(session, object);
  }

  #key(session: Handle, template: Template): Handle {
    const name = JSON.stringify(template);
    const key = this.#keys.get(name) ?? this.#get(session, template);
    this.#keys.set(name, key);
    return key;
  }

  #get(session: Handle, template: Template): Handle {
    const found = this.#find(session, template);
    const [object] = found;
    if (!object) throw new CallFailed({ reason: 'no-object' });
    if (found.length > 1) throw new CallFailed({ reason: 'many-objects' });
    return object;
  }

  #find(session: Handle, template: Template): Handle[] {
    this.#library.C_FindObjectsInit(session, attributes([...template, [cka.token, true]]));
    const found = this.#takeFound(session);
    if (found.length === 0 && isPrivate(template)) this.#requireUser(session);
    return found;
  }

  #takeFound(session: Handle): Handle[] {
    try {
      return this.#library.C_FindObjects(session, mostFound);
    } finally {
      this.#library.C_FindObjectsFinal(session);
    }
  }

  /** To whom is not logged in, a token shows no private keys and says nothing about that. */
  #requireUser(session: Handle): void {
    const { state } = this.#library.C_GetSessionInfo(session);
    if (!userStates.has(state)) throw new CallFailed({ reason: 'CKR_USER_NOT_LOGGED_IN' });
  }
}

function isPrivate(template: Template): boolean {
  return template.some(([type, value]) => type === cka.class && value === cko.privateKey);
}

function attributes(template: Template): Attribute[] {
  return template.map(([type, value]) => ({
    type,
    value: value instanceof Uint8Array ? Buffer.from(value) : value,
  }));
}

function pss({ hash, mask, saltLength }: PssParameter): Readonly<Record<string, number>> {
  return { type: pssParameters, hashAlg: hash, mgf: mask, saltLen: saltLength };
}
