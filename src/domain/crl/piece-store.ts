import type { Kysely, Selectable } from 'kysely';
import type { Database } from '#db';
import { bulkInsert } from './bulk-insert.ts';
import type { CrlTables, PartForm, PartTable, PieceRow, Trx } from './tables.ts';

/** A piece of a list, with what is known of its compressed form where it is a segment. */
export interface DeflatedPiece {
  readonly position: number;
  readonly segment_id: number | null;
  readonly octets: number;
  readonly deflated: number | null;
  readonly crc32: number | null;
}

/** The SQL of what lists are made of. */
export interface PieceStore {
  insertParts(trx: Trx, parts: readonly Selectable<PartTable>[]): Promise<void>;
  /** Says of which pieces a list is. */
  insertPieces(trx: Trx, pieces: readonly PieceRow[]): Promise<void>;
  /** The pieces of a list in one of its forms, in their order; none when it has been pruned. */
  listPieces(id: number, form: PartForm): Promise<Omit<PieceRow, 'crl_id'>[]>;
  /** The same with what is known of the compressed form of its segments. */
  listDeflated(id: number): Promise<DeflatedPiece[]>;
  /** One piece of a list; undefined when it has been pruned. */
  findPart(id: number, form: PartForm, position: number): Promise<Uint8Array | undefined>;
}

export function createPieceStore(db: Database): PieceStore {
  const reader = db.reader<CrlTables>();
  return { ...pieceReads(reader), ...pieceWrites(reader) };
}

function pieceReads(
  reader: Kysely<CrlTables>,
): Pick<PieceStore, 'findPart' | 'listPieces' | 'listDeflated'> {
  const deflated = (id: number) =>
    reader
      .selectFrom('crl_piece')
      .leftJoin('crl_segment_deflated as shared', 'shared.segment_id', 'crl_piece.segment_id')
      .select(({ fn }) => [
        'crl_piece.position',
        'crl_piece.segment_id',
        'crl_piece.octets',
        'shared.crc32',
        fn<number | null>('length', ['shared.bytes']).as('deflated'),
      ])
      .where('crl_piece.crl_id', '=', id)
      .orderBy('crl_piece.position')
      .execute();
  const own = async (id: number, form: PartForm): Promise<Map<number, number>> => {
    const rows = await reader
      .selectFrom('crl_part')
      .select(({ fn }) => ['position', fn<number>('length', ['bytes']).as('octets')])
      .where('crl_id', '=', id)
      .where('form', '=', form)
      .orderBy('position')
      .execute();
    return new Map(rows.map(({ position, octets }) => [position, octets]));
  };
  return {
    listDeflated: deflated,
    listPieces: async (id, form) => {
      const pieces = await deflated(id);
      if (form === 'tbs' && pieces.length > 0) return pieces;
      const lengths = await own(id, form);
      // Lists from before they shared anything are their parts.
      if (pieces.length === 0)
        return [...lengths].map(([position, octets]) => ({ position, segment_id: null, octets }));
      return pieces.map(({ position, segment_id, deflated: inSegment }) => {
        return { position, segment_id, octets: lengths.get(position) ?? inSegment ?? 0 };
      });
    },
    findPart: async (id, form, position) => {
      const row = await reader
        .selectFrom('crl_part')
        .select('bytes')
        .where('crl_id', '=', id)
        .where('form', '=', form)
        .where('position', '=', position)
        .executeTakeFirst();
      return row?.bytes;
    },
  };
}

function pieceWrites(reader: Kysely<CrlTables>): Pick<PieceStore, 'insertParts' | 'insertPieces'> {
  return {
    insertParts: async (trx, parts) => {
      for (const part of parts) await trx.insertInto('crl_part').values(part).execute();
    },
    insertPieces: bulkInsert(blank, (rows) =>
      reader.insertInto('crl_piece').values(rows).compile(),
    ),
  };
}

const blank: PieceRow = { crl_id: 0, position: 0, segment_id: null, octets: 0 };
