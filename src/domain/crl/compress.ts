import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { CaError, concat, isCaError } from '#base';
import type { Context } from './context.ts';
import { joinCrc32 } from './crc32.ts';
import type { DeflatedPiece } from './piece-store.ts';
import type { ListRow, PartTable, Trx } from './tables.ts';

/** Below this, a compressed copy saves nothing that anybody would notice. */
const leastBytes = 1024;
const segmentsAtOnce = 8;
/** Magic, DEFLATE, no flags, no time, no level, unknown system (RFC 1952 §2.3). */
const gzipHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** An empty last block of DEFLATE. */
const lastBlock = Uint8Array.of(3, 0);

const squeeze = promisify<Uint8Array, { finishFlush: number }, Buffer>(deflateRaw);

/**
 * Compresses the segments of an authority that never were, each once in its life, then the lists that were waiting for
 * them. zlib works on the thread pool.
 */
async function compressAll(context: Context, authorityId: number): Promise<void> {
  const { store, db } = context;
  const list = (): Promise<number[]> => store.segments.listInflated(authorityId, segmentsAtOnce);
  for (let ids = await list(); ids.length > 0; ids = await list()) {
    const found = [...(await store.segments.read(ids))];
    const rows = await Promise.all(
      found.map(async ([segment_id, der]) => ({
        segment_id,
        crc32: crc32(der),
        bytes: await deflate(der),
      })),
    );
    await db.transaction(async (trx: Trx) => {
      for (const row of rows) await store.segments.saveDeflated(trx, row);
    });
  }
  for (const row of await store.lists.listLast(authorityId))
    if (row.gzip_bytes === null) await compressList(context, row);
}

/**
 * Stores a compressed copy of a published list, so that no request ever compresses anything: one gzip member of the
 * blocks in which its segments are kept and those of what no other list has. A list that was pruned in the meantime gets
 * none, and needs none. Answers false while a segment is not compressed.
 */
export async function compressList(context: Context, row: ListRow): Promise<boolean> {
  if (row.size_bytes < leastBytes) return true;
  const { store, db } = context;
  const pieces = await store.pieces.listDeflated(row.id);
  if (pieces.some((each) => each.segment_id !== null && each.crc32 === null)) return false;
  try {
    const own = await ownParts(context, row, pieces);
    const shared = pieces.reduce((sum, { deflated }) => sum + (deflated ?? 0), 0);
    const length = own.reduce((sum, { bytes }) => sum + bytes.length, shared);
    await db.transaction(async (trx: Trx) => {
      if (await store.lists.setCompressed(trx, row.id, length))
        await store.pieces.insertParts(trx, own);
    });
  } catch (error) {
    if (!isCaError(error, 'not_found')) throw error;
  }
  return true;
}

/** What no other list has, compressed, and around it what makes all of it one gzip member. */
async function ownParts(
  { store }: Context,
  row: ListRow,
  pieces: readonly DeflatedPiece[],
): Promise<PartTable[]> {
  const own: PartTable[] = [];
  let sum = 0;
  for (const { position, segment_id, octets, crc32: known } of pieces) {
    if (segment_id !== null) {
      sum = joinCrc32(sum, known ?? 0, octets);
      continue;
    }
    const [before, after] = [position === 0, position === pieces.length - 1];
    const part = await findOwnPart(store, row.id, position);
    const bytes = concat((before && row.head) || nothing, part, (after && row.tail) || nothing);
    sum = crc32(bytes, sum);
    own.push({
      crl_id: row.id,
      form: 'gzip',
      position,
      bytes: concat(
        before ? gzipHeader : nothing,
        await deflate(bytes),
        after ? gzipTrailer(sum, row.size_bytes) : nothing,
      ),
    });
  }
  return own;
}

const nothing = new Uint8Array(0);

async function findOwnPart(
  { pieces }: Context['store'],
  id: number,
  position: number,
): Promise<Uint8Array> {
  const part = await pieces.findPart(id, 'tbs', position);
  if (!part) throw new CaError('not_found', 'This list has been replaced by later ones.');
  return part;
}

/** Whole blocks, so that others may follow. */
async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return squeeze(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

/** The end of the last block, then sum and length (RFC 1952 §2.3.1). */
function gzipTrailer(sum: number, octets: number): Uint8Array {
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, sum, true);
  view.setUint32(4, octets % 2 ** 32, true);
  return concat(lastBlock, trailer);
}

const compress = 'crl.compress';

/** Tells the queue how lists are compressed that had to be published first. */
export function defineCompression(context: Context): void {
  context.jobs.define(compress, ({ authorityId }) => compressAll(context, Number(authorityId)));
}

/** Books the compression of what was not compressed with its list. */
export async function bookCompression({ db, jobs }: Context, authorityId: number): Promise<void> {
  await db.transaction((trx: Trx) =>
    jobs.book(trx, compress, { authorityId }, { key: String(authorityId) }),
  );
}
