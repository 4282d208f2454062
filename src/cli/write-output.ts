import { open, unlink } from 'node:fs/promises';
import { CaError } from '#base';
import type { Context } from './context.ts';

/**
 * Writes a document to a file, or to standard output for `-`.
 *
 * @throws CaError `bad_request` when it cannot be written, or for something that is no text on a terminal.
 */
export async function writeOutput(
  context: Context,
  path: string,
  content: Uint8Array,
  isText: boolean,
): Promise<void> {
  if (path === '-') {
    checkStdout(context, isText);
    if (isText) context.out.block(new TextDecoder().decode(content));
    else context.out.bytes(content);
    return;
  }
  const file = await open(path, 'w').catch((cause: unknown) => fail(path, cause));
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/**
 * Writes what `make` makes to a new file that its owner alone can read, or to standard output for `-`. The file is made
 * first: when it cannot be, `make` is not called; when `make` throws, there is no file.
 *
 * @throws CaError `bad_request` when there is a file of that name, or none can be made; what `make` throws.
 */
export async function writeSecret(
  context: Context,
  path: string,
  make: () => Promise<Uint8Array>,
): Promise<void> {
  if (path === '-') {
    checkStdout(context, false);
    context.out.bytes(await make());
    return;
  }
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => fail(path, cause));
  try {
    await file.writeFile(await make());
    await file.sync();
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}

function checkStdout({ io }: Context, isText: boolean): void {
  if (!isText && io.stdout.isTTY === true)
    throw new CaError(
      'bad_request',
      'This is not for terminals: name a file, or send it on with >.',
    );
}

function fail(path: string, cause: unknown): never {
  const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
  const reason = exists ? ': there is one of that name' : '';
  throw new CaError('bad_request', `${path} cannot be written${reason}.`, { cause });
}
