import type { App } from '#app';
import type { Config } from '#config';
import type { Io } from './io.ts';
import type { Output } from './output.ts';

/** What every command is given: where to write, and the settings and the app once it asks for them. */
export interface Context {
  readonly io: Io;
  /** Standard output: what was asked for. */
  readonly out: Output;
  /** Standard error: what is said about it. */
  readonly err: Output;
  /** Names of the profiles of the settings, the default ones when these cannot be read. */
  readonly profileNames: readonly string[];
  /** The settings, read once. @throws CaError `bad_config` */
  settings(): Promise<Config>;
  /**
   * The app, opened once, its data directory made where there is none; its jobs are left to a running server.
   *
   * @throws CaError `bad_config`, `bad_data_directory`, `data_too_new`.
   */
  app(): Promise<App>;
  /** Closes what was opened. */
  close(): Promise<void>;
}
