import { CaError } from '#base';
import { NetError } from '#net';
import type { Context } from './context.ts';
import type { OptionGroup } from './command.ts';
import type { Place } from '#status';

/** What every command that publishes files is told. */
export interface PublishInput {
  readonly to?: string;
}

/** The option of {@link PublishInput}. */
export const publishOptions: OptionGroup<PublishInput> = {
  title: 'Options:',
  options: [
    {
      key: 'to',
      flags: '--to <directory>',
      help: 'Where to; made when it is not there (default: the places of the setting publish).',
    },
  ],
};

/**
 * Publishes to the directory that is named, or to the places of the settings, one after the other.
 *
 * @throws CaError `bad_request` when there is none, or when one cannot be written.
 */
export async function publishWhereTold(
  { settings }: Pick<Context, 'settings'>,
  { to }: PublishInput,
  publish: (place: Place) => Promise<void>,
): Promise<void> {
  const { directoryPlace, placesOf } = await import('#status');
  const { publish: configured = {} } = await settings();
  const places = to === undefined ? placesOf(configured) : [directoryPlace(to)];
  if (places.length === 0)
    throw new CaError('bad_request', 'Name the directory: --to DIRECTORY, or the setting publish.');
  for (const place of places) {
    await publish(place).catch((cause: unknown) => {
      const why = reasonOf(cause);
      if (why === undefined) throw cause;
      throw new CaError('bad_request', `${place.name} cannot be written: ${why}`, { cause });
    });
  }
}

/** Undefined for what is no fault of the place. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof NetError) return error.message;
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error;
  return isSystemError ? `${String(error.code)}.` : undefined;
}
