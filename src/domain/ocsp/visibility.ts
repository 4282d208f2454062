/** How long revocations took to get from the record of the certificate into an answer, in this process. */
export interface RevocationVisibility {
  /** Answers that were replaced because their certificate had been revoked. */
  readonly count: number;
  /** From the revocation until the new answer was signed and on record: the last one, the longest, all together. */
  readonly lastMs: number;
  readonly longestMs: number;
  readonly totalMs: number;
}

/** Keeps the measure. */
export interface Visibility {
  note(revokedMs: number, visibleMs: number): void;
  read(): RevocationVisibility;
}

/** Begins to measure. */
export function createVisibility(): Visibility {
  let seen: RevocationVisibility = { count: 0, lastMs: 0, longestMs: 0, totalMs: 0 };
  return {
    note: (revokedMs, visibleMs) => {
      const lastMs = Math.max(0, visibleMs - revokedMs);
      seen = {
        count: seen.count + 1,
        lastMs,
        longestMs: Math.max(seen.longestMs, lastMs),
        totalMs: seen.totalMs + lastMs,
      };
    },
    read: () => Object.freeze(seen),
  };
}
