import assert from 'node:assert/strict';
import { present } from '#base';
import type { KeySpec } from '#x509';
import { operation } from '../operation.ts';
import type { Lane } from '../suite.ts';
import { bareSign, bareVerify, keySpecs, makeKey } from '../x509/keys.ts';

const specs: Readonly<Record<string, KeySpec>> = { ...keySpecs, Ed25519: { type: 'ed25519' } };

/** What a fresh answer cannot do without, in this process, with the key of a responder. */
export interface BareSigning {
  /** One signature. */
  readonly signature: Lane;
  /** Its verification, which comes before it leaves. */
  readonly verification: Lane;
}

/** Bare calls of `node:crypto` with a new key of a kind. */
export async function bareSigning(kind: string): Promise<BareSigning> {
  const key = await makeKey(present(specs[kind], 'a kind of key'));
  const message = new Uint8Array(200).fill(7);
  const made = bareSign(key, message);
  return {
    signature: operation({
      label: `crypto.sign, ${kind}`,
      run: () => bareSign(key, message),
      check: (signed) => assert.ok(bareVerify(key, message, signed)),
    }),
    verification: operation({
      label: `crypto.verify, ${kind}`,
      run: () => bareVerify(key, message, made),
      check: assert.ok,
    }),
  };
}
