import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this package, from the nearest package.json above this file; `unknown` when there is none. */
export function packageVersion(): string {
  for (let directory = import.meta.dirname; ; directory = dirname(directory)) {
    const version = findVersion(join(directory, 'package.json'));
    if (version !== undefined) return version;
    if (dirname(directory) === directory) return 'unknown';
  }
}

function findVersion(file: string): string | undefined {
  try {
    const data = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown };
    return data.name === 'certwright' ? String(data.version) : undefined;
  } catch {
    return undefined;
  }
}
