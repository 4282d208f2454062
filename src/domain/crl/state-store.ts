import { compileOnce, type Database } from '#db';
import { freshState } from './entry-append.ts';
import type { CrlTables, StateRow, Trx } from './tables.ts';

/** The SQL of what counts up for each authority. */
export interface StateStore {
  /** What counts up for an authority; made when it is not there. */
  state(authorityId: number): Promise<StateRow>;
  /** Notes that entries moved or left. */
  noteMove(trx: Trx, authorityId: number): Promise<void>;
  noteSweep(trx: Trx, authorityId: number, beforeMs: number): Promise<void>;
}

export function createStateStore(db: Database): StateStore {
  const select = compileOnce(db.reader<CrlTables>(), (from, { id }: { id: number }) =>
    from.selectFrom('crl_state').selectAll().where('authority_id', '=', id),
  );
  const find = async (id: number): Promise<StateRow | undefined> => (await select({ id })).rows[0];
  return {
    ...stateWrites,
    state: async (authorityId) => {
      const found = await find(authorityId);
      if (found) return found;
      const fresh = freshState(authorityId);
      await db.transaction<CrlTables, unknown>((trx) =>
        trx
          .insertInto('crl_state')
          .values(fresh)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
      return (await find(authorityId)) ?? fresh;
    },
  };
}

const stateWrites: Omit<StateStore, 'state'> = {
  noteMove: async (trx, authorityId) => {
    await trx
      .updateTable('crl_state')
      .set((row) => ({ layout: row('layout', '+', 1) }))
      .where('authority_id', '=', authorityId)
      .execute();
  },
  noteSweep: async (trx, authorityId, beforeMs) => {
    await trx
      .updateTable('crl_state')
      .set({ swept_ms: beforeMs })
      .where('authority_id', '=', authorityId)
      .where('swept_ms', '<', beforeMs)
      .execute();
  },
};
