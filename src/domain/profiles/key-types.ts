import { curves, formatKeySpec, slhDsaSets, type SubjectKeySpec } from '#x509';

const kinds: readonly SubjectKeySpec[] = [
  ...curves.map(({ name }) => ({ type: 'ec', curve: name }) as const),
  { type: 'ed25519' },
  { type: 'ed448' },
  ...([44, 65, 87] as const).map((set) => ({ type: 'ml-dsa', set }) as const),
  ...slhDsaSets.map((set) => ({ type: 'slh-dsa', set }) as const),
];
const named: ReadonlySet<string> = new Set(['EC', 'RSA', ...kinds.map(formatKeySpec)]);

/** What to write instead of a word that names no kind of key. */
export const keyTypesHint = 'Name kinds of keys, such as RSA, RSA 3072, EC, EC P-256, Ed25519.';

/** Whether a word names a kind of key, as `formatKeySpec` does, or a whole type: `RSA`, `EC`. */
export function isKeyType(word: string): boolean {
  return named.has(word) || /^RSA [1-9]\d{3,4}$/.test(word);
}
