import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePem } from '#der';

const blocks = parsePem(readFileSync(join(import.meta.dirname, 'fixtures.pem'), 'utf8'));

/** The password of the encrypted ones. */
export const fixturePassword = 'fixture';

/** DER of every block of fixtures.pem with this label, in its order: documents that other software wrote. */
export function fixtures(label: string): readonly Uint8Array[] {
  return blocks.filter((block) => block.label === label).map(({ der }) => der);
}
