import type { SignKeyObjectInput } from 'node:crypto';
import { once } from 'node:events';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { threadOptions } from '#base';
import type { SignatureAlgorithm } from './algorithms.ts';
import { findVerifier, nodeHash, stepBytes, verifyMessage } from './signature.ts';

/** A verification that has begun while its signature is still being made. To be disposed of where none comes. */
export interface Verification extends Disposable {
  /** Whether this is a signature over the message, as `verifySignature` tells. To be asked once. */
  holds(signature: Uint8Array): Promise<boolean>;
}

/** What the thread is told to begin with; `port` brings the signature and takes the answer. */
export interface Begun {
  readonly hash: string;
  readonly message: Uint8Array;
  readonly how: SignKeyObjectInput;
  readonly port: MessagePort;
}

/**
 * Begins to verify a signature that is to come: a message of more than a mebibyte that lies in shared memory is hashed
 * in a thread of its own from now on, while whoever signs hashes it too; it takes half the time on two processors. All others
 * are verified once the signature is there.
 *
 * @throws CaError `bad_key` when `spki` is no key we know.
 */
export function beginVerification(
  algorithm: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
): Verification {
  const later = (signature: Uint8Array): Promise<boolean> =>
    verifyMessage(algorithm, spki, message, signature);
  const hash = nodeHash(algorithm);
  const isAside = message.length > stepBytes && message.buffer instanceof SharedArrayBuffer;
  const how = isAside ? findVerifier(algorithm, spki) : undefined;
  if (!how || hash === null) return { holds: later, [Symbol.dispose]: () => undefined };
  const aside = post({ hash, message, how });
  return {
    holds: async (signature) => (await answer(aside, signature)) ?? later(signature),
    [Symbol.dispose]: () => aside.port.close(),
  };
}

/** A verification that the thread has begun. */
interface Aside {
  readonly port: MessagePort;
  /** Resolves when no answer will come any more; the thread may be lost long before there is a signature. */
  readonly lost: Promise<undefined>;
}

// The clone runs TypeScript, the packed package JavaScript: the neighbour has the extension that this file has.
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const entry = new URL(`./verify-thread${extension}`, import.meta.url);

let thread: Worker | undefined;

function post(begun: Omit<Begun, 'port'>): Aside {
  const { port1, port2 } = new MessageChannel();
  const message: Begun = { ...begun, port: port2 };
  (thread ??= startThread()).postMessage(message, [port2]);
  return { port: port1, lost: once(port1, 'close').then(() => undefined) };
}

/** Has the thread ready for a long message that is soon to be signed: it takes as long to begin as to hash a list. */
export function expectVerification(): void {
  thread ??= startThread();
}

/** It keeps no process alive; when it is lost, the next verification starts another one. */
function startThread(): Worker {
  const worker = new Worker(entry, threadOptions('certwright-verify'));
  const lose = (): void => {
    if (thread === worker) thread = undefined;
  };
  worker.on('error', lose);
  worker.on('exit', lose);
  worker.unref();
  return worker;
}

/** Undefined when the thread was lost. */
async function answer({ port, lost }: Aside, signature: Uint8Array): Promise<boolean | undefined> {
  const told = once(port, 'message').then(([holds]) => holds === true);
  port.postMessage(signature);
  return Promise.race([told, lost]);
}
