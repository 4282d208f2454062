import { minute } from '#base';
import type { Authority } from '#authorities';
import type { Context } from './context.ts';
import { renewalMarginMs } from './responder.ts';

/** An authority of whose certificates nobody tells, or soon nobody will. */
export interface StaleAuthority {
  readonly authority: Authority;
  /** When its last responder, or the first of its answers, ends or ended; null when there never was a responder. */
  readonly until: Date | null;
}

/** Whether status can be told, now and for a while. */
export interface OcspFreshness {
  readonly fresh: boolean;
  readonly stale: readonly StaleAuthority[];
}

/** How long a new authority may be without a responder: the job that makes it has to come to its turn. */
const graceMs = 10 * minute;

/**
 * Whether every authority that may sign has a responder that is not about to end, and no answer that is. Half the time
 * that is set apart for renewal has passed in vain when one is called stale, so that nothing is outdated yet. An
 * authority that never had a responder counts when its key can be used from here, so that one which is kept locked or
 * elsewhere makes nobody unready.
 */
export async function findFreshness(context: Context): Promise<OcspFreshness> {
  const stale = await findStale(context);
  return Object.freeze({ fresh: stale.length === 0, stale });
}

/** The authorities for which {@link findFreshness} says no. */
export async function findStale(context: Context): Promise<readonly StaleAuthority[]> {
  const all = (await context.authorities.list()).filter((each) => isUsable(context, each));
  const overdue = await context.store.listOverdue(context.clock.now());
  const ends = new Map(overdue.map((row) => [row.authority_id, row.next_update_ms]));
  const looked = await Promise.all(
    all.map(async (authority) => {
      const untilMs = ends.get(authority.id);
      const stale = await findStaleResponder(context, authority);
      return stale ?? (untilMs === undefined ? [] : { authority, until: new Date(untilMs) });
    }),
  );
  return looked.flat();
}

async function findStaleResponder(
  context: Context,
  authority: Authority,
): Promise<StaleAuthority | undefined> {
  const { store, clock, authorities } = context;
  const now = clock.now();
  const last = await store.findLastResponder(authority.id);
  if (last) {
    const notAfterMs = last.not_after_ms ?? 0;
    const margin = renewalMarginMs({ notBeforeMs: last.not_before_ms ?? 0, notAfterMs });
    const isFresh = now < notAfterMs - margin / 2;
    const isLast = now <= notAfterMs && notAfterMs >= authority.certificate.notAfterMs - minute;
    if (last.state === 'ready' && (isFresh || isLast)) return undefined;
    return { authority, until: new Date(notAfterMs) };
  }
  const isNew = now < authority.created.getTime() + graceMs;
  return isNew || !(await authorities.canSign(authority)) ? undefined : { authority, until: null };
}

function isUsable({ authorities }: Context, authority: Authority): boolean {
  try {
    authorities.requireUsable(authority);
    return true;
  } catch {
    return false;
  }
}
