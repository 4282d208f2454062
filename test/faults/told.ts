/** What clients were told, and so must be able to rely on. */
export interface Told {
  /** Slugs of orders that were accepted. */
  readonly orders: string[];
  /** Serials of certificates that were said to be issued, by the slug of their order. */
  readonly issued: Map<string, string>;
  /** Serials of certificates that ACME clients fetched. */
  readonly acme: Set<string>;
  /** Serials that were said to be revoked. */
  readonly revoked: string[];
  /** Numbers of the revocation lists that were handed out. */
  readonly numbers: Set<number>;
  /** Serials that stood on one of them. */
  readonly listed: Set<string>;
  /** The number of the list that each client saw last. */
  readonly lastNumber: Map<string, number>;
  /** ACME nonces. */
  readonly nonces: string[];
  /** Answers by their status; 0 where there was none. */
  readonly statuses: Map<number, number>;
  /** What answers with a status of 500 and above said, and how often. */
  readonly refusals: Map<string, number>;
  /** The longest that anybody waited for an answer, in milliseconds. */
  longestMs: number;
  /** What clients saw that cannot be, one sentence each. */
  readonly faults: string[];
}

export function nothingTold(): Told {
  return {
    orders: [],
    issued: new Map(),
    acme: new Set(),
    revoked: [],
    numbers: new Set(),
    listed: new Set(),
    lastNumber: new Map(),
    nonces: [],
    statuses: new Map(),
    refusals: new Map(),
    longestMs: 0,
    faults: [],
  };
}

/** Forgets all promises, as after a restore; what answers looked like is kept. */
export function forget(told: Told): void {
  for (const list of [told.orders, told.revoked, told.nonces]) list.length = 0;
  for (const each of [told.issued, told.acme, told.numbers, told.listed, told.lastNumber])
    each.clear();
}

/** Counts one more of a kind. */
export function count<Kind>(counts: Map<Kind, number>, kind: Kind): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

/** `200: 17, 503: 2`, in order. */
export function countsOf(counts: ReadonlyMap<unknown, number>): string {
  const sorted = [...counts].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return sorted.map(([kind, times]) => `${String(kind)}: ${times}`).join(', ') || 'none';
}
