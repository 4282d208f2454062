/**
 * The number of the next list of an authority (RFC 5280 §5.2.3): above every number it has given, and never below the
 * time in milliseconds.
 *
 * The time is there for the day on which a backup is restored: the database has then forgotten the last numbers, clients
 * have not, and would take a lower one for an old list. As no key signs a list every millisecond, numbers never run
 * ahead of the clock for long, so that whatever was given before the restore is below the time after it. All lists of an
 * authority draw from one row of numbers: two of them never share one, but a delta list and the complete list of the
 * same act, which must (§5.2.4).
 */
export function nextNumber(lastNumber: number, nowMs: number): number {
  return Math.max(lastNumber + 1, Math.floor(nowMs));
}
