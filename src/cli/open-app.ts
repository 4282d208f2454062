import { openConfigured, type App, type ConfiguredOptions } from '#app';
import type { Config } from '#config';
import { makeDataDirectory } from './data-directory.ts';

/**
 * Opens the app that the settings describe, its data directory made where there is none.
 *
 * @throws CaError `bad_config`, with the place in the settings where a profile is wrong; `bad_data_directory`,
 *   `data_too_new`, `busy`.
 */
export async function openWith(config: Config, how: ConfiguredOptions): Promise<App> {
  await makeDataDirectory(config.data);
  return openConfigured(config, how);
}
