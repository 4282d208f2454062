import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty directory of the test's own. */
export interface TemporaryDirectory extends Disposable {
  /** Absolute. */
  readonly path: string;
  /** Writes `content` to a file called `name` and returns its absolute path. */
  write(name: string, content: string | Uint8Array): string;
}

/**
 * Makes a directory that is gone at the end of the block, however the block ends.
 *
 * @example using directory = temporaryDirectory();
 */
export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), 'certwright-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
