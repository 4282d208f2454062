import type { Kysely } from 'kysely';
import { compileOnce, type Database } from '#db';
import type { EntryWhere } from './entry.ts';
import { live } from './literals.ts';
import type { CrlTables, EntryKind, EntryRow } from './tables.ts';

/** The last position of a kind and shard. */
export interface LastChange {
  readonly kind: EntryKind;
  readonly shard: number;
  readonly position: number;
}

/** The SQL of entries in the order in which they came. */
export interface ChangeStore {
  /** The last position of each kind and shard among those after `position`. */
  listChanges(authorityId: number, position: number): Promise<LastChange[]>;
  /** The last entry of each kind. */
  listLast(authorityId: number): Promise<LastChange[]>;
  /** When the first of the live entries after one position, up to and including another, was revoked. */
  findFirstRevoked(
    where: EntryWhere,
    positions: { readonly after: number; readonly through: number },
  ): Promise<number | undefined>;
  /** A page of what changed after a position, released ones too. */
  listSince(where: EntryWhere, position: number, limit: number): Promise<EntryRow[]>;
  /** A page of live entries, wherever they stand; with one of some reasons where there are any. */
  listLive(
    where: EntryWhere & { readonly reasons?: readonly string[] },
    after: { readonly position: number; readonly limit: number },
  ): Promise<EntryRow[]>;
}

export function createChangeStore(db: Database): ChangeStore {
  const scanner = db.scanner<CrlTables>();
  return { ...lastReads(db.reader()), ...walks(scanner) };
}

/** What an index tells at once. */
function lastReads(reader: Kysely<CrlTables>): Pick<ChangeStore, 'listLast'> {
  const ofKind = (authorityId: number, kind: EntryKind) =>
    reader.selectFrom('crl_entry').where('authority_id', '=', authorityId).where('kind', '=', kind);
  const user = compileOnce(reader, (_, { id }: { id: number }) =>
    ofKind(id, 'user').select(['kind', 'shard', 'position']).orderBy('position', 'desc').limit(1),
  );
  // Those of authorities are few, and behind all others: their own index finds them, the order of positions does not.
  const ca = compileOnce(reader, (_, { id }: { id: number }) =>
    ofKind(id, 'ca')
      .select(({ fn }) => ['kind', 'shard', fn.max('position').as('position')])
      .groupBy(['kind', 'shard']),
  );
  return {
    listLast: async (id) => [...(await user({ id })).rows, ...(await ca({ id })).rows],
  };
}

/** What may look at very many. */
function walks(scanner: Kysely<CrlTables>): Omit<ChangeStore, 'listLast'> {
  const after = ({ authorityId, kinds, shard }: EntryWhere, position: number) =>
    scanner
      .selectFrom('crl_entry')
      .where('authority_id', '=', authorityId)
      .where('kind', 'in', kinds)
      .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? 0))
      .where('position', '>', position);
  const page = (where: EntryWhere, position: number, limit: number) =>
    after(where, position).selectAll().orderBy('position').limit(limit);
  return {
    listChanges: (authorityId, position) =>
      scanner
        .selectFrom('crl_entry')
        .select(({ fn }) => ['kind', 'shard', fn.max('position').as('position')])
        .where('authority_id', '=', authorityId)
        .where('position', '>', position)
        .groupBy(['kind', 'shard'])
        .execute(),
    findFirstRevoked: async (where, positions) => {
      const row = await after(where, positions.after)
        .select(({ fn }) => fn.min<number | null>('revoked_ms').as('revokedMs'))
        .where('position', '<=', positions.through)
        .where('released', '=', live)
        .executeTakeFirst();
      return row?.revokedMs ?? undefined;
    },
    listSince: (where, position, limit) => page(where, position, limit).execute(),
    listLive: (where, { position, limit }) =>
      page(where, position, limit)
        .where('released', '=', live)
        .$if(where.reasons !== undefined, (query) =>
          query.where('reason', 'in', where.reasons ?? []),
        )
        .execute(),
  };
}
