import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { CaError } from '#base';

/** The last entry of the audit trail that somebody outside the database has seen. */
export interface Witness {
  readonly id: number;
  /** Lower-case hex of SHA-256, as in the trail. */
  readonly hash: string;
  /** When it was seen. */
  readonly atMs: number;
}

/**
 * Reads what was written last; undefined where nothing was.
 *
 * @throws CaError `bad_data_directory` for a file that is damaged: it is not to be taken for none.
 */
export function readWitness(path: string): Witness | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const [, id, hash, atMs] = /^(\d{1,15}) ([0-9a-f]{64}) (\d{1,15})\n$/.exec(text) ?? [];
  if (id && hash && atMs) return { id: Number(id), hash, atMs: Number(atMs) };
  throw new CaError(
    'bad_data_directory',
    'The file witness in the data directory is damaged: compare the audit trail with a head kept elsewhere (certwright audit verify --head), then remove the file.',
  );
}

/** Replaces it, whole or not at all. */
export function writeWitness(path: string, { id, hash, atMs }: Witness): void {
  const partial = `${path}.${process.pid}`;
  const file = openSync(partial, 'w', 0o600);
  try {
    writeSync(file, `${id} ${hash} ${atMs}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
