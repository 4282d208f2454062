import { mkdir } from 'node:fs/promises';
import { CaError } from '#base';

/**
 * Makes the data directory where there is none, for its owner alone (0700). One that exists stays as it is.
 *
 * @throws CaError `bad_data_directory`.
 */
export async function makeDataDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    const why = reasons[code] ?? code;
    const detail = `The data directory ${path} cannot be made: ${why}. Name another by CERTWRIGHT_DATA.`;
    throw new CaError('bad_data_directory', detail, { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
};
