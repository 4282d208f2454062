import { CaError, type Problem } from '#base';
import { crlShards, type Authority } from '#authorities';
import type { CrlPolicy, CrlScope } from './crl.ts';
import type { Context } from './context.ts';
import { shardNames } from './places.ts';
import type { PolicyTable, Trx } from './tables.ts';

/** How a policy is changed. */
export interface SetPolicy {
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

const defaults: CrlPolicy = Object.freeze({
  validitySeconds: 86_400,
  renewalSeconds: 43_200,
  lists: Object.freeze(['user', 'ca'] as const),
  shards: false,
  deltas: false,
  kept: 3,
});

const least = { validitySeconds: 600, renewalSeconds: 300, kept: 1 } as const;

/** The policy of an authority, or the defaults; with `trx`, as that transaction sees it. */
export async function policyOf(
  { store }: Context,
  authorityId: number,
  trx?: Trx,
): Promise<CrlPolicy> {
  const row = await store.policies.find(authorityId, trx);
  if (!row) return defaults;
  return Object.freeze({
    validitySeconds: row.validity_seconds,
    renewalSeconds: row.renewal_seconds,
    lists: Object.freeze(JSON.parse(row.lists) as CrlPolicy['lists']),
    shards: row.shards === 1,
    deltas: row.deltas === 1,
    kept: row.kept,
  });
}

/**
 * Changes what is given, keeps the rest. Lists that are new come with the next run of the timetable; lists that are no
 * longer wanted stay where they are and grow old. Tells `crl_policy.changed`.
 *
 * @throws CaError `bad_request` with one problem for each value that cannot be.
 */
export async function setPolicy(
  context: Context,
  authority: Authority,
  changes: Partial<CrlPolicy>,
  { actor = 'library' }: SetPolicy = {},
): Promise<CrlPolicy> {
  const { db, events, store } = context;
  const { id: authorityId } = authority;
  return db.transaction(async (trx: Trx) => {
    const next = { ...(await policyOf(context, authorityId, trx)), ...changes };
    const problems = findProblems(context, authority, next);
    const [first] = problems;
    if (first) throw new CaError('bad_request', first.detail, { problems });
    await store.policies.save(trx, toRow(authorityId, next));
    const changed = Object.keys(changes);
    await events.record(trx, 'crl_policy.changed', { actor, authorityId, changed });
    return policyOf(context, authorityId, trx);
  });
}

function toRow(authorityId: number, policy: CrlPolicy): PolicyTable {
  return {
    authority_id: authorityId,
    validity_seconds: policy.validitySeconds,
    renewal_seconds: policy.renewalSeconds,
    lists: JSON.stringify(policy.lists),
    shards: Number(policy.shards),
    deltas: Number(policy.deltas),
    kept: policy.kept,
  };
}

/** The complete lists that a policy asks for. */
export function scopesOf({ lists, shards }: CrlPolicy): CrlScope[] {
  const parts = shards ? Array.from({ length: crlShards }, (_, shard) => ({ shard })) : [];
  return [
    ...lists.map((contains) => ({ contains })),
    ...parts.map(({ shard }) => ({ contains: 'user' as const, shard })),
  ];
}

function findProblems(context: Context, authority: Authority, next: CrlPolicy): Problem[] {
  const problems: Problem[] = [];
  const say = (field: keyof CrlPolicy, code: string, detail: string): void =>
    void problems.push({ path: [field], code, detail });
  for (const field of ['validitySeconds', 'renewalSeconds', 'kept'] as const) {
    if (Number.isSafeInteger(next[field]) && next[field] >= least[field]) continue;
    say(field, 'too_small', `${field} must be a whole number, ${least[field]} or more.`);
  }
  if (next.renewalSeconds >= next.validitySeconds)
    say('renewalSeconds', 'too_large', 'A list must be renewed after it was made.');
  if (new Set(next.lists).size < next.lists.length || next.lists.some((each) => !kinds.has(each)))
    say('lists', 'bad_value', `Name each of ${[...kinds].join(', ')} at most once.`);
  if (next.deltas && !next.lists.includes('user'))
    say('deltas', 'bad_value', 'A delta list needs the list of users that it is a difference to.');
  if (next.shards && shardNames(context, authority, 0).length === 0)
    say('shards', 'bad_value', needsAddress);
  return problems;
}

const kinds: ReadonlySet<string> = new Set(['user', 'ca', 'attribute', 'all']);
const needsAddress =
  'Shards are found through the certificates alone: let the CRL distribution points that the authority signs name http://HOST/{CRL_SHARD_PATH} first.';
