import { existsSync } from 'node:fs';

/** Whether opening `url` would find a database file; a server is taken to be there. */
export function hasDatabase(url: string): boolean {
  const [, path] = /^sqlite:(.+)$/is.exec(url) ?? [];
  return path === undefined || existsSync(path);
}
