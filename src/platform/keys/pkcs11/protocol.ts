import type { PssParameter, Template } from './cryptoki.ts';

/** What the process that holds the library can be asked to do. Objects are named by templates that must match one. */
export interface Calls {
  /** Loads the library and finds the token; gives how many sessions it bears. Comes first, once. */
  readonly open: {
    ask: { readonly library: string; readonly token: string };
    answer: { readonly sessions: number };
  };
  /**
   * Logs the user in, for all sessions. Not tried when the token says that one more wrong PIN locks it; and with
   * `careful` not when it says that the last one was wrong.
   */
  readonly login: {
    ask: { readonly pin: string; readonly careful: boolean };
    answer: 'now' | 'before';
  };
  /** Makes a key pair. */
  readonly generate: {
    ask: {
      readonly mechanism: number;
      readonly publicKey: Template;
      readonly privateKey: Template;
    };
    answer: undefined;
  };
  /** Makes objects, all or none. */
  readonly store: { ask: { readonly objects: readonly Template[] }; answer: undefined };
  /** Counts the objects that match. */
  readonly count: { ask: { readonly object: Template }; answer: number };
  /** The values of attributes of one object, in the order asked; numbers as CK_ULONG in the machine's order of octets. */
  readonly read: {
    ask: { readonly object: Template; readonly attributes: readonly number[] };
    answer: readonly Uint8Array[];
  };
  /** Signs `data` as the mechanism takes it; `size` is the most octets of the answer. */
  readonly sign: {
    ask: {
      readonly key: Template;
      readonly mechanism: number;
      readonly parameter?: PssParameter;
      readonly data: Uint8Array;
      readonly size: number;
    };
    answer: Uint8Array;
  };
  /** Destroys all objects that match, in this order. */
  readonly destroy: { ask: { readonly objects: readonly Template[] }; answer: undefined };
}

/** Name of a call. */
export type Verb = keyof Calls;

/** What is asked with the call of that name. */
export type Ask<V extends Verb> = Calls[V]['ask'];

/** What it gives. */
export type Gives<V extends Verb> = Calls[V]['answer'];

/** A message to the process. */
export type Question = {
  readonly [V in Verb]: {
    readonly id: number;
    /** The session to use; one call at a time has it. */
    readonly slot: number;
    readonly verb: V;
    readonly ask: Ask<V>;
  };
}[Verb];

/** Why a call failed: a return value of PKCS #11 (`CKR_DEVICE_ERROR`), or what the process found by itself. */
export type Fault =
  | { readonly reason: `CKR_${string}` }
  | {
      readonly reason:
        | 'no-module'
        | 'module-not-built'
        | 'bad-library'
        | 'no-token'
        | 'many-tokens'
        | 'no-object'
        | 'many-objects'
        | 'pin-at-risk'
        | 'pin-locked'
        | 'unexpected';
      /** For the log. Never holds what was asked. */
      readonly text?: string;
    };

/** A message from the process. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: Fault };
