import { minute, second } from '#base';
import type { Authority } from '#authorities';
import type { Context } from './context.ts';
import type { CrlAlarm, CrlPolicy } from './crl.ts';
import { policyOf, scopesOf } from './policy.ts';
import { listName } from './scope.ts';
import { isInService } from './signer.ts';
import type { ListRow, Trx } from './tables.ts';

/** A new authority is given so long to make its first lists. */
const firstMs = 10 * minute;

/**
 * The lists that clients cannot, or soon cannot, believe: those whose nextUpdate has passed, those that ought to have
 * been renewed, for half their renewal window at least, and those that never were though they could be made here.
 * Authorities that are disabled, revoked or expired, or may not sign lists, are passed over.
 */
export async function listAlarms(context: Context): Promise<CrlAlarm[]> {
  const nowMs = context.clock.now();
  const rows = await context.store.lists.listLast();
  const alarms: CrlAlarm[] = [];
  for (const authority of await context.authorities.list()) {
    if (!isInService(authority, nowMs)) continue;
    const policy = await policyOf(context, authority.id);
    const own = rows.filter((row) => row.authority_id === authority.id);
    const names = [...scopesOf(policy).map(listName), ...(policy.deltas ? ['user/delta'] : [])];
    for (const name of names) {
      const row = own.find((each) => each.name === name);
      const state = row ? stateOf(row, policy, nowMs) : await stateOfNone(context, authority, name);
      if (state) alarms.push(toAlarm(authority, name, state, row));
    }
  }
  return alarms;
}

/** Tells `crl.late` of every list that is late, and `crl.stale` of every stale one, each once. */
export async function tellAlarms(context: Context): Promise<void> {
  const { db, store, events } = context;
  for (const alarm of await listAlarms(context)) {
    const { authorityId, serial, name, state, number, nextUpdate } = alarm;
    const noted = {
      authority_id: authorityId,
      name,
      state,
      next_update_ms: nextUpdate?.getTime() ?? 0,
    };
    await db.transaction(async (trx: Trx) => {
      if (!(await store.lists.noteAlarm(trx, noted))) return;
      const payload = { actor: 'timetable', authorityId, serial, list: name, number, nextUpdate };
      await events.record(trx, `crl.${state}`, payload);
    });
  }
}

function stateOf(row: ListRow, policy: CrlPolicy, nowMs: number): CrlAlarm['state'] | undefined {
  const leftMs = row.next_update_ms - nowMs;
  if (leftMs <= 0) return 'stale';
  return leftMs < (policy.renewalSeconds * second) / 2 ? 'late' : undefined;
}

/** A key that is not here makes no lists here, so that nothing is missing; nor does a first list have a delta list. */
async function stateOfNone(
  { authorities, clock }: Context,
  authority: Authority,
  name: string,
): Promise<'stale' | undefined> {
  const isNew = clock.now() - authority.created.getTime() < firstMs;
  if (isNew || name.endsWith('/delta')) return undefined;
  return (await authorities.canSign(authority)) ? 'stale' : undefined;
}

function toAlarm(
  { id, serial }: Authority,
  name: string,
  state: CrlAlarm['state'],
  row: ListRow | undefined,
): CrlAlarm {
  const nextUpdate = row ? new Date(row.next_update_ms) : null;
  return Object.freeze({
    authorityId: id,
    serial,
    name,
    state,
    nextUpdate,
    number: row?.number ?? null,
  });
}
