import { present, randomOctets, Secret } from '#base';
import type { Context } from './context.ts';
import type { Trx } from './tables.ts';

const keyOctets = 32;

/** The key by which every process knows the nonces of all; made by the first that asks. */
export async function nonceKey({ db, store }: Context): Promise<Secret<Uint8Array>> {
  const found =
    (await store.findSecret('nonce')) ??
    (await db.transaction(async (trx: Trx) => {
      await store.keepSecret(trx, 'nonce', randomOctets(keyOctets));
      return store.findSecret('nonce', trx);
    }));
  return new Secret(present(found, 'key of nonces'));
}

/** Notes that a nonce was used; false when it was before, in whichever process. */
export async function spendNonce(
  { db, store }: Context,
  nonce: string,
  expiresMs: number,
): Promise<boolean> {
  return db.transaction((trx: Trx) => store.insertNonce(trx, nonce, expiresMs));
}
