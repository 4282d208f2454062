import { join } from 'node:path';
import { CaError, isCaError } from '#base';
import { openApp, type App, type AppOptions } from '#app';
import type { Config } from '#config';
import { files } from '#keys';
import { makeDataDirectory } from './data-directory.ts';

/**
 * Opens the app that the settings describe, its data directory made where there is none.
 *
 * @throws CaError `bad_config`, with the place in the settings where a profile is wrong; `bad_data_directory`,
 *   `data_too_new`, `busy`.
 */
export async function openWith(
  config: Config,
  how: Pick<AppOptions, 'jobs' | 'report' | 'clock'>,
): Promise<App> {
  await makeDataDirectory(config.data);
  try {
    return await openApp({
      ...how,
      database: config.database,
      keys: config.keys ?? { default: files({ directory: join(config.data, 'keys') }) },
      urlPath: config.path,
      defaultHostname: config.defaultHostname,
      profiles: config.profiles,
      defaultProfile: config.defaultProfile,
      defaultExpiresMs: config.defaultExpiresMs,
      defaultSubject: config.defaultSubject,
    });
  } catch (error) {
    throw placed(error, config);
  }
}

/** A fault that a room found in its part of the settings, with the place where it was written. */
function placed(error: unknown, config: Config): unknown {
  if (!isCaError(error, 'bad_config')) return error;
  const [problem] = error.problems;
  if (!problem || problem.path.length === 0) return error;
  const detail = `${config.where(problem.path)}: ${error.detail}`;
  return new CaError('bad_config', detail, { cause: error, problems: error.problems });
}
