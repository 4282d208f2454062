import { CaError, assert, concat, present } from '#base';
import { encodeSignedFrame, type CrlFrame } from '#x509';
import { bookCompression, compressList } from './compress.ts';
import type { Context } from './context.ts';
import type { GenerateOptions } from './crl.ts';
import { draftOf, type DraftRequest } from './draft.ts';
import { Overtaken } from './overtaken.ts';
import { cutParts, partsAtOnce } from './parts.ts';
import { listName } from './scope.ts';
import type { ListRow, StateRow, Trx } from './tables.ts';
import { frameOf, prepareList, type Draft } from './tbs.ts';
import { findFirstShown } from './visible.ts';

/** What one list is to be. */
export interface Wanted extends DraftRequest, Pick<GenerateOptions, 'unlock' | 'actor'> {
  /** Whether it comes because its time has come: "regularly scheduled" (RFC 5280 §3.3). */
  readonly regular: boolean;
}

const attempts = 5;

/**
 * Makes one list: the entries as they stand, linted, on record, signed with the authority's key, published. Tells
 * `crl.published`.
 *
 * Its number is taken, and its exact bytes are on record, before the key is touched. A list has seen every entry that
 * any list with a lower number has seen: where another one took a number meanwhile, or entries moved, all begins again.
 *
 * @throws CaError `authority_disabled`, `authority_revoked`, `authority_expired`, `key_unavailable`, `lint_failed`,
 *   `clock_untrusted`; `busy` when others kept coming in between. What was published before stays.
 */
export async function makeList(context: Context, wanted: Wanted): Promise<ListRow> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await tryToMake(context, wanted);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  throw new CaError('busy', 'Other lists of this authority are being made; try again.');
}

async function tryToMake(context: Context, wanted: Wanted): Promise<ListRow> {
  const { clock, store } = context;
  const startMs = clock.now();
  const state = await store.entries.state(wanted.authority.id);
  // Begun before its time: in a process that has not looked through anything yet, the thread that does so has to start.
  const firstShown = findFirstShown(context, wanted, state);
  void firstShown.catch(() => undefined);
  const draft = await draftOf(context, wanted, state);
  const frame = frameOf(draft);
  const prepared = await prepareList(draft, frame);
  const length = frame.head.length + draft.collected.octets + frame.tail.length;
  const made = { startMs, state, firstShown, draft, frame, prepared };
  const { id, firstMs, signature } = await signOnRecord(context, wanted, made);
  const { head, tail } = encodeSignedFrame(length, prepared.algorithm, signature);
  const nowMs = clock.now();
  await publish(context, wanted, draft, {
    id,
    head,
    tail,
    size_bytes: head.length + length + tail.length,
    took_ms: Math.max(0, nowMs - startMs),
    visible_ms: firstMs === null ? null : Math.max(0, nowMs - firstMs),
  });
  return withCopy(context, id);
}

/** A list before its number is taken. */
interface Made {
  readonly startMs: number;
  readonly state: StateRow;
  readonly firstShown: ReturnType<typeof findFirstShown>;
  readonly draft: Draft;
  readonly frame: CrlFrame;
  readonly prepared: Awaited<ReturnType<typeof prepareList>>;
}

/** Has a list signed when its number is taken and its bytes are on record; what it was made from goes back to the stocks. */
async function signOnRecord(
  context: Context,
  wanted: Wanted,
  made: Made,
): Promise<Recorded & { readonly signature: Uint8Array }> {
  const { stockName, stock } = made.draft.collected;
  const recorded: Recorded = { id: 0, firstMs: null };
  const record = async (): Promise<void> => {
    Object.assign(recorded, await putOnRecord(context, wanted, made));
  };
  const { authority, unlock } = wanted;
  const how = { record, inPieces: true, unlock };
  try {
    const signature = await context.authorities.sign(authority, made.prepared, how);
    context.stocks.putBack(stockName, stock);
    return { ...recorded, signature };
  } catch (error) {
    // The key was not asked for anything: nobody else looks at what is in the stock.
    if (error instanceof Overtaken) context.stocks.putBack(stockName, stock);
    throw error;
  }
}

/** Resolves when the intent is durable. */
async function putOnRecord(context: Context, wanted: Wanted, made: Made): Promise<Recorded> {
  const { startMs, state, firstShown, draft, frame } = made;
  const row = intentRow(wanted, draft, startMs, state);
  const pieces = piecesOf(draft.collected, frame);
  const id = await recordIntent(context, row, { state, pieces });
  return { id, firstMs: await firstShown };
}

/** A published list, compressed too where its segments are. */
async function withCopy(context: Context, id: number): Promise<ListRow> {
  const { lists } = context.store;
  const list = present(await lists.find(id), 'published list');
  if (!(await compressList(context, list))) await bookCompression(context, list.authority_id);
  return (await lists.find(id)) ?? list;
}

/** What is known of a list once its intent is durable. */
interface Recorded {
  readonly id: number;
  /** When the first of the revocations happened that it is the first to show. */
  readonly firstMs: number | null;
}

type IntentRow = Parameters<Context['store']['lists']['insertIntent']>[1];

function intentRow(
  { authority, name, regular }: Wanted,
  draft: Draft,
  startMs: number,
  state: StateRow,
): IntentRow {
  return {
    authority_id: authority.id,
    name: listName(name),
    number: draft.number,
    base_number: draft.baseNumber,
    state: 'intent',
    regular: Number(regular),
    this_update_ms: draft.thisUpdateMs,
    next_update_ms: draft.nextUpdateMs,
    entries: draft.collected.entries,
    last_position: state.last_position,
    size_bytes: 0,
    created_ms: startMs,
    took_ms: 0,
    visible_ms: null,
  };
}

/** A piece of a list to be: a segment, or bytes of its own. */
interface NewPiece {
  readonly segment_id: number | null;
  readonly octets: number;
  readonly bytes?: Uint8Array;
}

/** The segments stay where they are; what no other list has is cut into parts. */
function piecesOf(
  { segments, loose }: Draft['collected'],
  { head, tail }: CrlFrame,
): readonly NewPiece[] {
  const own = (bytes: Uint8Array): NewPiece[] =>
    cutParts(bytes).map((part) => ({ segment_id: null, octets: part.length, bytes: part }));
  return [
    ...own(head),
    ...segments.map(({ id, octets }) => ({ segment_id: id, octets })),
    ...own(concat(...loose, tail)),
  ];
}

/** Resolves when number and bytes are durable. Long lists take several transactions, so that others get their turn. */
async function recordIntent(
  { db, store }: Context,
  row: IntentRow,
  { state, pieces }: { readonly state: StateRow; readonly pieces: readonly NewPiece[] },
): Promise<number> {
  const parts = pieces.flatMap(({ bytes }, position) => (bytes ? [{ position, bytes }] : []));
  const insertParts = (trx: Trx, crlId: number, from: number): Promise<void> =>
    store.pieces.insertParts(
      trx,
      parts
        .slice(from, from + partsAtOnce)
        .map((part) => ({ ...part, crl_id: crlId, form: 'tbs' as const })),
    );
  const id = await db.transaction(async (trx: Trx) => {
    const crlId = await store.lists.insertIntent(trx, row, state);
    await store.pieces.insertPieces(
      trx,
      pieces.map(({ segment_id, octets }, position) => {
        return { crl_id: crlId, position, segment_id, octets };
      }),
    );
    await insertParts(trx, crlId, 0);
    return crlId;
  });
  for (let from = partsAtOnce; from < parts.length; from += partsAtOnce)
    await db.transaction((trx: Trx) => insertParts(trx, id, from));
  return id;
}

type Frame = { readonly id: number } & Parameters<Context['store']['lists']['publish']>[2];

async function publish(
  context: Context,
  { authority, name, actor = 'library' }: Wanted,
  draft: Draft,
  { id, ...frame }: Frame,
): Promise<void> {
  const { db, store, events } = context;
  await db.transaction(async (trx: Trx) => {
    assert(await store.lists.publish(trx, id, frame), 'the intent of a signed list');
    await events.record(trx, 'crl.published', {
      actor,
      authorityId: authority.id,
      serial: authority.serial,
      list: listName(name),
      number: draft.number,
      base: draft.baseNumber,
      entries: draft.collected.entries,
      nextUpdate: new Date(draft.nextUpdateMs).toISOString(),
      visibleMs: frame.visible_ms,
    });
  });
}
