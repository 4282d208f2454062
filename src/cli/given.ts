/** `record` without the fields that are undefined, so that what was not named does not count as a change. */
export function given<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
