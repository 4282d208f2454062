/** Of what a database can lie: of what is on record before a signature, or of what was signed; see `lying-db.ts`. */
export const lies = ['intent', 'certificate'] as const;

export type Lie = (typeof lies)[number];

/** What somebody typed, when it is one. @throws Error. */
export function readLie(text: string): Lie {
  const found = lies.find((lie) => lie === text);
  if (!found) throw new Error(`a lie is one of ${lies.join(', ')}`);
  return found;
}
