/**
 * Settings: what the environment and one file say (YAML, or a module for what only objects can be), checked and put
 * into one frozen value before anything starts. Knows the names, shapes and defaults of all settings and where each
 * was written; does not know what a profile means or whether a directory, a database or an address can be used, and
 * sees no other room but for the types and parsers of what a setting may hold. `app.ts` and the CLI read it and hand
 * plain values on. No tables, no events.
 */
export type { Config, Settings } from './config.ts';
export type { Environment } from './environment.ts';
export { loadConfig, settingsHelp } from './load.ts';
export type { SettingHelp } from './load.ts';
export type { LogLevel, RawProfiles } from './values.ts';
