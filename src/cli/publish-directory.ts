import { CaError } from '#base';
import type { OptionGroup } from './command.ts';

/** What every command that publishes files is told. */
export interface PublishInput {
  readonly to?: string;
}

/** The option of {@link PublishInput}. */
export const publishOptions: OptionGroup<PublishInput> = {
  title: 'Options:',
  options: [{ key: 'to', flags: '--to <directory>', help: 'Where to; made when it is not there.' }],
};

/** Lets `publish` write to the directory that is named. @throws CaError `bad_request` when none is, or it is not writable. */
export async function publishWhereTold<T>(
  { to }: PublishInput,
  publish: (directory: string) => Promise<T>,
): Promise<T> {
  if (to === undefined) throw new CaError('bad_request', 'Name the directory: --to DIRECTORY.');
  try {
    return await publish(to);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new CaError('bad_request', `${to} cannot be written: ${cause.code}.`, { cause });
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
