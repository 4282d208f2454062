import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CaError } from '#base';
import type { Written } from './yaml.ts';

/** What one settings file says, before anything is checked. */
export interface SettingsFile extends Written {
  /** Its path as the operator wrote it. */
  readonly name: string;
  /** Absolute; relative paths in the file count from here. */
  readonly directory: string;
}

const modules = new Set(['.ts', '.mts', '.js', '.mjs']);
const maxSize = 1 << 20;

/**
 * Reads `name`, which counts from `cwd`: a module exporting `config` when it ends in .ts, .mts, .js or .mjs, else YAML.
 *
 * @throws CaError `bad_config` when it cannot be read, is no YAML, does not load, or is no map of settings.
 */
export function readSettingsFile(name: string, cwd: string): Promise<SettingsFile> {
  const path = resolve(cwd, name);
  return modules.has(extname(path).toLowerCase()) ? importModule(name, path) : readYaml(name, path);
}

async function readYaml(name: string, path: string): Promise<SettingsFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new CaError('bad_config', `${name}: ${reason(cause)} (CERTWRIGHT_CONFIG).`, { cause });
  });
  if (bytes.length > maxSize)
    throw new CaError('bad_config', `${name}: a settings file may have at most ${maxSize} bytes.`);
  const { parseYaml } = await import('./yaml.ts');
  return { name, directory: dirname(path), ...parseYaml(name, decode(name, bytes)) };
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CaError('bad_config', `${name}: not a text in UTF-8.`, { cause });
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'a directory, not a file';
  return `cannot be read: ${code}`;
}

async function importModule(name: string, path: string): Promise<SettingsFile> {
  const module = await load(name, path);
  const values: unknown = module['config'];
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new CaError(
      'bad_config',
      `${name}: must export an object named config: export const config = { … };`,
    );
  }
  return { name, directory: dirname(path), values: { ...values }, where: () => name };
}

async function load(name: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    const words = cause instanceof Error ? firstLine(cause.message, path) : 'unknown reason';
    throw new CaError('bad_config', `${name}: cannot be loaded: ${words}`, { cause });
  }
}

/** The module loader names absolute paths; the operator's own word for the file reads better. */
function firstLine(message: string, path: string): string {
  return (message.split('\n')[0] ?? '').replaceAll(path, basename(path));
}
