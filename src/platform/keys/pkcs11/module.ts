import type { Fault } from './protocol.ts';

/** An object, a session or a slot, as PKCS #11 hands it out. */
export type Handle = Buffer;

/** An attribute as `pkcs11js` takes it. */
export interface Attribute {
  readonly type: number;
  readonly value?: number | boolean | string | Buffer;
}

/** A mechanism as `pkcs11js` takes it. */
export interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: Readonly<Record<string, number>>;
}

/** What is used of a token's description. */
export interface TokenInfo {
  /** Filled up with blanks. */
  readonly label: string;
  readonly flags: number;
  readonly maxSessionCount: number;
  readonly maxRwSessionCount: number;
}

/** The part of PKCS #11 that is used here, in the names of the standard, as `pkcs11js` has it. */
export interface Cryptoki {
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_GetSessionInfo(session: Handle): { readonly state: number };
  C_Login(session: Handle, user: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, wanted: Attribute[]): Attribute[];
  C_CreateObject(session: Handle, template: Attribute[]): Handle;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_GenerateKeyPairAsync(
    session: Handle,
    mechanism: Mechanism,
    publicKey: Attribute[],
    privateKey: Attribute[],
  ): Promise<unknown>;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_SignAsync(session: Handle, data: Buffer, into: Buffer): Promise<Buffer>;
}

/** A call that failed, and why. */
export class CallFailed extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** Return values that `pkcs11js` has no name for. */
const laterNames: Readonly<Record<number, `CKR_${string}`>> = {
  0x1b: 'CKR_ACTION_PROHIBITED',
  0x140: 'CKR_CURVE_NOT_SUPPORTED',
};

/**
 * Loads `pkcs11js` and with it the library at `path`, which is not initialised yet.
 *
 * @throws CallFailed `no-module`, `module-not-built`, `bad-library`.
 */
export async function loadLibrary(path: string): Promise<Cryptoki> {
  const { PKCS11 } = await loadModule();
  const library = new PKCS11();
  try {
    library.load(path);
  } catch (error) {
    throw new CallFailed({ reason: 'bad-library', text: messageOf(error) });
  }
  return library;
}

interface Pkcs11js {
  readonly PKCS11: new () => Cryptoki & { load(path: string): void };
}

/** Its types are not imported: who type-checks against our declarations need not have it. */
async function loadModule(): Promise<Pkcs11js> {
  try {
    const { default: module } = await import('pkcs11js');
    return module as unknown as Pkcs11js;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const reason = code === 'ERR_MODULE_NOT_FOUND' ? 'no-module' : 'module-not-built';
    throw new CallFailed({ reason, text: messageOf(error) });
  }
}

/** The fault behind whatever was thrown. `pkcs11js` says `CKR_DEVICE_ERROR:48`, in some calls in the message alone. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CallFailed) return error.fault;
  const text = messageOf(error);
  const [, name, shown] = /^(CKR_\w+)(?::(\d+))?/.exec(text) ?? [];
  if (name === undefined) return { reason: 'unexpected', text };
  if (name !== 'CKR_VENDOR_DEFINED') return { reason: name as `CKR_${string}` };
  const known = error instanceof Error && 'code' in error ? error.code : undefined;
  const number = Number(shown ?? known ?? 0);
  return { reason: laterNames[number] ?? `CKR_0x${number.toString(16)}` };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
