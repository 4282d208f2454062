import { cka, cko } from './cryptoki.ts';
import type { Template } from './cryptoki.ts';

/** A key on the token, as a reference names it. */
export interface KeyName {
  readonly label: string;
  readonly id: Uint8Array;
}

/** Finds the private key of that name. */
export function privateKey(name: KeyName): Template {
  return [[cka.class, cko.privateKey], ...named(name)];
}

/** Finds the public key of that name. */
export function publicKey(name: KeyName): Template {
  return [[cka.class, cko.publicKey], ...named(name)];
}

/** Finds every private key with that label. */
export function labelled(label: string): Template {
  return [
    [cka.class, cko.privateKey],
    [cka.label, label],
  ];
}

/** Makes a private key that signs and does nothing else, and never leaves the token. */
export function newPrivateKey(name: KeyName, kind: Template = []): Template {
  return [
    ...privateKey(name),
    [cka.token, true],
    [cka.private, true],
    [cka.sensitive, true],
    [cka.extractable, false],
    [cka.sign, true],
    [cka.decrypt, false],
    [cka.unwrap, false],
    [cka.derive, false],
    ...kind,
  ];
}

/** Makes the public key to it, which everybody may read. */
export function newPublicKey(name: KeyName, kind: Template): Template {
  return [
    ...publicKey(name),
    [cka.token, true],
    [cka.private, false],
    [cka.verify, true],
    [cka.encrypt, false],
    [cka.wrap, false],
    ...kind,
  ];
}

function named({ label, id }: KeyName): Template {
  return [
    [cka.label, label],
    [cka.id, id],
  ];
}
