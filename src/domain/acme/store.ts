import type { Database } from '#db';
import { createAccountStore, type AccountStore } from './account-store.ts';
import { createAuthorizationStore, type AuthorizationStore } from './authorization-store.ts';
import { createOrderStore, type OrderStore } from './order-store.ts';
import type { AcmeTables, PolicyTable, SecretTable, Trx } from './tables.ts';

/** All SQL of this room: here, and in the files beside it whose names end in `-store.ts`. */
export interface AcmeStore {
  readonly accounts: AccountStore;
  readonly orders: OrderStore;
  readonly authorizations: AuthorizationStore;
  findPolicy(authorityId: number, trx?: Trx): Promise<PolicyTable | undefined>;
  savePolicy(trx: Trx, row: PolicyTable): Promise<void>;
  /** False when it is on record already. */
  insertNonce(trx: Trx, nonce: string, expiresMs: number): Promise<boolean>;
  /** Keeps a secret unless there is one of that name already. */
  keepSecret(trx: Trx, name: SecretTable['name'], value: Uint8Array): Promise<void>;
  findSecret(name: SecretTable['name'], trx?: Trx): Promise<Uint8Array | undefined>;
  purgeNonces(trx: Trx, beforeMs: number): Promise<void>;
}

export function createStore(db: Database): AcmeStore {
  const reader = db.reader<AcmeTables>();
  return {
    accounts: createAccountStore(reader),
    orders: createOrderStore(reader),
    authorizations: createAuthorizationStore(reader),
    findPolicy: (authorityId, trx) =>
      (trx ?? reader)
        .selectFrom('acme_policy')
        .selectAll()
        .where('authority_id', '=', authorityId)
        .executeTakeFirst(),
    savePolicy: async (trx, row) => {
      const { authority_id: _, ...changes } = row;
      await trx
        .insertInto('acme_policy')
        .values(row)
        .onConflict((conflict) => conflict.column('authority_id').doUpdateSet(changes))
        .execute();
    },
    insertNonce: async (trx, nonce, expiresMs) => {
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('acme_nonce')
        .values({ nonce, expires_ms: expiresMs })
        .onConflict((conflict) => conflict.column('nonce').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    keepSecret: async (trx, name, value) => {
      await trx
        .insertInto('acme_secret')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
    },
    findSecret: async (name, trx) => {
      const all = (trx ?? reader).selectFrom('acme_secret').select('value');
      return (await all.where('name', '=', name).executeTakeFirst())?.value;
    },
    purgeNonces: async (trx, beforeMs) => {
      await trx.deleteFrom('acme_nonce').where('expires_ms', '<', beforeMs).execute();
    },
  };
}
