import { parseCertificate } from '#x509';
import type { Context } from './context.ts';
import { namesOf, sha256Of } from './names.ts';
import type { Trx } from './tables.ts';

const batch = 200;

/** Notes the names of certificates that came on record before names were noted; at once where there are none. */
export async function backfillNames({ db, store }: Context): Promise<void> {
  for (;;) {
    const rows = await store.names.listUnnamed(batch);
    if (rows.length === 0) return;
    await db.transaction(async (trx: Trx) => {
      for (const { id, der } of rows) {
        await store.names.insert(trx, id, namesOf(parseCertificate(der)));
        await store.names.setSha256(trx, id, sha256Of(der));
      }
    });
  }
}
