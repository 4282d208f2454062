import { encodeSigned } from '#x509';
import type { AnyTransaction } from '#db';
import type { Prepared } from '#lint';
import type { Profile } from '#profiles';
import { tellEnded } from './awaited-orders.ts';
import type { Context } from './context.ts';
import { namesOf, sha256Of } from './names.ts';
import type { OrderResult } from './order-store.ts';
import type { OrderRow, Trx } from './tables.ts';

/** The order that an issuance answers, when it answers one. */
export interface Answering extends Pick<OrderRow, 'id' | 'slug'> {
  /** The profile as it was when the order was made. */
  readonly profile?: Profile | undefined;
  /** Ends the job of the order as part of the transaction that ends the order. */
  done(trx: AnyTransaction): Promise<void>;
}

/** A certificate that has been signed, its intent on record under `id`. */
export interface Signed {
  readonly id: number;
  readonly prepared: Prepared;
  readonly signature: Uint8Array;
  readonly actor: string;
  readonly answering: Answering | undefined;
  readonly profile: { readonly name: string; readonly version: string | null };
}

/** What the order of a certificate becomes with it. */
export type OrderEnd = OrderResult & { readonly serial: string };

/** Records all of them in one transaction, with what there is to tell, and ends their orders; gives how these ended. */
export function completeAll(
  context: Context,
  all: readonly Signed[],
): Promise<readonly OrderEnd[]> {
  const nowMs = context.clock.now();
  return context.db.transaction(async (trx: Trx) => {
    for (const each of all) recordCertificate(context, trx, each, nowMs);
    await context.store.names.insertAll(
      trx,
      all.map(({ id, prepared }) => ({ certificateId: id, names: namesOf(prepared.document) })),
    );
    for (const each of all) await recordEvent(context, trx, each);
    const ends = all.map(({ prepared }) => endOf(prepared.document.serial, nowMs));
    for (const [at, { answering }] of all.entries()) {
      const end = ends[at];
      if (!answering || !end) continue;
      await answering.done(trx);
      context.store.finishOrder(trx, answering.id, end);
      tellEnded(trx);
    }
    return ends;
  });
}

function recordCertificate(
  { store }: Context,
  trx: Trx,
  { id, prepared, signature }: Signed,
  nowMs: number,
): void {
  const der = encodeSigned(prepared.tbsDer, prepared.document.algorithm, signature);
  store.complete(trx, id, { der, sha256: sha256Of(der), updated_ms: nowMs });
}

async function recordEvent({ events }: Context, trx: Trx, signed: Signed): Promise<void> {
  const { id, prepared, actor, answering, profile } = signed;
  await events.record(trx, 'certificate.issued', {
    actor,
    certificateId: id,
    serial: prepared.document.serial,
    order: answering?.slug ?? null,
    profile: profile.name,
    profileVersion: profile.version,
  });
}

function endOf(serial: string, nowMs: number): OrderEnd {
  return { status: 'issued', serial, error_code: null, error_detail: null, updated_ms: nowMs };
}
