import { second } from '#base';
import type { Authority } from '#authorities';
import type { Extension } from '#x509';
import { collectChanges, collectEntries } from './collect.ts';
import type { Context } from './context.ts';
import type { CrlName } from './crl.ts';
import { nextNumber } from './number.ts';
import { Overtaken } from './overtaken.ts';
import { deltaNames, shardNames } from './places.ts';
import { policyOf } from './policy.ts';
import { issuingDistributionPoint } from './scope.ts';
import type { ListRow, StateRow } from './tables.ts';
import type { Draft } from './tbs.ts';

/** What a draft is made for. */
export interface DraftRequest {
  readonly authority: Authority;
  readonly name: CrlName;
  /** Default: that of the policy. */
  readonly validitySeconds?: number;
  /** Of a delta list: what it is the difference to, and the complete list of the same act. */
  readonly delta?: { readonly base: ListRow; readonly complete: ListRow };
}

/**
 * What the list is to say, as things stand: `state` was read before anything else.
 *
 * @throws Overtaken for a delta list that comes too late.
 */
export async function draftOf(
  context: Context,
  { authority, name, validitySeconds, delta }: DraftRequest,
  state: StateRow,
): Promise<Draft> {
  const nowMs = context.clock.now();
  const thisUpdateMs = Math.floor(nowMs / second) * second;
  const policy = await policyOf(context, authority.id);
  const common = {
    authority,
    thisUpdateMs,
    nextUpdateMs: thisUpdateMs + (validitySeconds ?? policy.validitySeconds) * second,
  };
  if (delta) {
    // Its number is that of the complete list of the same act; once another list has the next one, it is too late.
    if (state.last_number !== delta.complete.number) throw new Overtaken();
    return {
      ...common,
      number: delta.complete.number,
      baseNumber: delta.base.number,
      extensions: scopeExtensions(context, authority, name),
      collected: await collectChanges(context, authority.id, delta.base.last_position),
    };
  }
  const pointsToDelta = policy.deltas && name.contains === 'user' && isWhole(name);
  return {
    ...common,
    number: nextNumber(state.last_number, nowMs),
    baseNumber: null,
    extensions: [
      ...scopeExtensions(context, authority, name),
      ...(pointsToDelta ? freshestCrl(context, authority) : []),
    ],
    collected: await collectEntries(context, authority.id, name, thisUpdateMs),
  };
}

function isWhole({ reasons, shard }: CrlName): boolean {
  return !reasons && shard === undefined;
}

function scopeExtensions(context: Context, authority: Authority, name: CrlName): Extension[] {
  const names = name.shard === undefined ? null : shardNames(context, authority, name.shard);
  return [issuingDistributionPoint(name, names) ?? []].flat();
}

/** Where the delta list is (RFC 5280 §5.2.6), when we know under which address we are reached. */
function freshestCrl(context: Context, authority: Authority): Extension[] {
  const full_name = deltaNames(context, authority);
  if (full_name.length === 0) return [];
  const point = { full_name, relative_name: null, crl_issuer: null, reasons: null };
  return [{ type: 'freshest_crl', critical: false, value: [point] }];
}
