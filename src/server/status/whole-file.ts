import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hour, second, toHex } from '#base';

/** What a file is to hold. */
export interface FileContent {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** How long all pieces are together. */
  readonly sizeBytes: number;
  /** The time that the file is to bear. Default: that of its writing. */
  readonly timeMs?: number;
}

/** So old is no file that somebody is still writing. */
const leftoverMs = hour;
const unfinished = /^\.[0-9a-f]{16}\.tmp$/;

/**
 * Writes a file whole under another name in its directory, then lets it take its place: whoever opens it meets the old
 * one or the new one, also when the process is killed in between. The directory is made when it is not there.
 *
 * @throws Error of the file system, of the pieces, or for pieces of another length; what was there before stays.
 */
export async function writeWhole(path: string, content: FileContent): Promise<void> {
  await makeDirectory(dirname(path));
  const temporary = join(dirname(path), `.${toHex(randomBytes(8))}.tmp`);
  try {
    await writeNew(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeNew(path: string, { pieces, sizeBytes, timeMs }: FileContent): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(pieces);
    const { size } = await file.stat();
    if (size !== sizeBytes) throw new Error(`${size} octets came in place of ${sizeBytes}.`);
    if (timeMs !== undefined) await file.utimes(timeMs / second, timeMs / second);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what writers that were killed have left behind in a directory. */
export async function clearLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const path of names
    .filter((each) => unfinished.test(each))
    .map((each) => join(directory, each))) {
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < Date.now() - leftoverMs) await rm(path, { force: true });
  }
}

/**
 * Makes a directory and those above it. Node's own recursive `mkdir` never ends where a parent that exists says that it
 * does not (as `/proc` does).
 */
async function makeDirectory(path: string): Promise<void> {
  const made = await makeOne(path);
  if (made || dirname(path) === path) return;
  await makeDirectory(dirname(path));
  if (!(await makeOne(path))) throw Object.assign(new Error(`${path} cannot be made.`), missing);
}

const missing = { code: 'ENOENT', syscall: 'mkdir' };

/** False when a directory above it is missing. */
async function makeOne(path: string): Promise<boolean> {
  return mkdir(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return true;
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
