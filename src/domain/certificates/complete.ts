import { encodeSigned } from '#x509';
import { tellEnded } from './awaited-orders.ts';
import type { Context } from './context.ts';
import type { OrderEnd, Signed } from './issuance.ts';
import { namesOf, sha256Of } from './names.ts';
import type { Trx } from './tables.ts';

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
      context.store.finishOrder(trx, answering, end);
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
  const { serial } = prepared.document;
  store.complete(trx, { id, serial }, { der, sha256: sha256Of(der), updated_ms: nowMs });
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
