import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CaError, randomOctets, toHex } from '#base';
import type { KeyMedium } from '../software-keys.ts';

const shape = /^[0-9a-f]{32}\.key$/;
const probation = '.pending';
const othersMayAccess = 0o077;
const maxSize = 64 * 1024;
const noFollow = constants.O_NOFOLLOW ?? 0;
/** Else a pipe in place of a file would hold us up for ever. */
const noWait = constants.O_NONBLOCK ?? 0;

/** Whether `name` is one that `write` gives: nothing else is ever looked for on disk. */
export function isKeyFileName(name: unknown): name is string {
  return typeof name === 'string' && shape.test(name);
}

/**
 * A directory of key files: 0700 with files of 0600, owned by whom the process runs as (or root). Both are looked at
 * on every access, and links are not followed. The directory is made at the first write, never before.
 *
 * Every verb throws CaError `key_unavailable`: nothing there, modes that let others in (the words say which chmod
 * helps), a link in place of a file, a medium that fails. The path is in `cause` alone.
 */
export function openKeyDirectory(path: string): KeyMedium {
  const directory = resolve(path);
  return {
    check: () => guarded(directory, async () => void (await whenThere(() => checkAt(directory)))),
    write: (content) => guarded(directory, () => writeNew(directory, content)),
    keep: (name) => guarded(directory, () => keepKey(directory, name)),
    read: (name) => guarded(directory, () => readKey(directory, name)),
    remove: (name) => guarded(directory, () => removeKey(directory, name)),
    sweep: (beforeMs, spared) => guarded(directory, () => sweepKeys(directory, beforeMs, spared)),
  };
}

async function checkAt(directory: string): Promise<void> {
  checkDirectory(await lstat(directory));
}

async function writeNew(directory: string, content: Uint8Array): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  checkDirectory(await lstat(directory));
  const name = `${toHex(randomOctets(16))}.key`;
  const path = join(directory, `${name}${probation}`);
  try {
    await writeDurably(path, content);
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
  return name;
}

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | noFollow, 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepKey(directory: string, name: string): Promise<void> {
  const path = join(directory, name);
  const isKept = await whenThere(() => rename(`${path}${probation}`, path));
  if (!isKept) await lstat(path);
  await syncDirectory(directory);
}

/** Whether `act` found its file; what else went wrong is thrown. */
async function whenThere(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function readKey(directory: string, name: string): Promise<Uint8Array> {
  checkDirectory(await lstat(directory));
  const file = await openKey(join(directory, name));
  try {
    checkFile(await file.stat());
    return await readAll(file);
  } finally {
    await file.close();
  }
}

/** Looks once more under the first name: the probation may have ended between the two looks. */
async function openKey(path: string): Promise<FileHandle> {
  const look = (at: string): Promise<FileHandle> =>
    open(at, constants.O_RDONLY | noFollow | noWait);
  for (const at of [path, `${path}${probation}`]) {
    try {
      return await look(at);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return look(path);
}

async function readAll(file: FileHandle): Promise<Uint8Array> {
  const { size } = await file.stat();
  const content = new Uint8Array(size);
  const { bytesRead } = await file.read(content, 0, size, 0);
  if (bytesRead === size) return content;
  throw new CaError('key_unavailable', 'The key file changed while it was read.');
}

async function removeKey(directory: string, name: string): Promise<void> {
  const path = join(directory, name);
  const found = [
    await whenThere(() => unlink(`${path}${probation}`)),
    await whenThere(() => unlink(path)),
  ];
  if (found.includes(true)) await syncDirectory(directory);
}

async function sweepKeys(
  directory: string,
  beforeMs: number,
  spared: readonly string[],
): Promise<void> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const file of names) {
    const name = file.slice(0, -probation.length);
    if (!file.endsWith(probation) || !isKeyFileName(name) || spared.includes(name)) continue;
    await whenThere(async () => {
      const path = join(directory, file);
      if ((await lstat(path)).mtimeMs < beforeMs) await unlink(path);
    });
  }
}

/** Makes names in the directory outlast a loss of power. Windows has no such act. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function checkDirectory(stats: Stats): void {
  if (!stats.isDirectory()) throw denied('The directory of the keys is a link or a file.');
  checkAccess(stats, 'The directory of the keys', 'chmod 700');
}

function checkFile(stats: Stats): void {
  if (!stats.isFile() || stats.size > maxSize) throw denied('The key file is not a file of ours.');
  checkAccess(stats, 'The key file', 'chmod 600');
}

/** Windows keeps no modes and no owners that Node could see: its access lists are the operator's. */
function checkAccess(stats: Stats, what: string, remedy: string): void {
  const own = process.geteuid?.();
  if (own === undefined) return;
  if (stats.uid !== own && stats.uid !== 0)
    throw denied(`${what} belongs to another user: chown it.`);
  if (stats.mode & othersMayAccess)
    throw denied(`${what} is open to other users: ${remedy} it, then try again.`);
}

function denied(detail: string): CaError {
  return new CaError('key_unavailable', detail);
}

async function guarded<T>(directory: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const detail = error instanceof CaError ? error.detail : words(codeOf(error));
    const cause = new Error(`key directory ${directory}`, { cause: error });
    throw new CaError('key_unavailable', detail, { cause });
  }
}

function words(code: string): string {
  if (code === 'ENOENT') return 'The key file is not there.';
  if (code === 'ELOOP') return 'The key file is a link; links are not followed.';
  if (code === 'EACCES' || code === 'EPERM') return 'The process may not use its key files.';
  return `The key files cannot be used (${code}).`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
