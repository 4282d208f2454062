/* Every event and gate of the code is in docs/events.md, and typed for the users of the library. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');
const code = globSync('src/{domain,platform}/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
  .map(read)
  .join('\n');

function namesIn(text: string, shape: RegExp): string[] {
  return [...new Set([...text.matchAll(shape)].map(([, name]) => String(name)))].toSorted();
}

/** Names in the first column of the table that begins with `| heading |`. */
function documented(heading: string): string[] {
  const [, table = ''] =
    new RegExp(`^\\| ${heading} \\|.*\\n((?:\\|.*\\n)*)`, 'm').exec(read('docs/events.md')) ?? [];
  const cells = table.split('\n').map((line) => line.split('|')[1] ?? '');
  return namesIn(cells.join('\n'), /`([a-z_]+\.[a-z]+)`/g);
}

/** Members of an interface of the library. */
function typed(name: string): string[] {
  const [, body = ''] =
    new RegExp(`interface ${name} \\{([^]*?)^\\}`, 'm').exec(read('src/library.ts')) ?? [];
  return namesIn(body, /^ {2}readonly '([a-z_]+\.[a-z]+)'/gm);
}

test('every event that is recorded is documented, and every one that is documented is typed', () => {
  const recorded = namesIn(code, /(?:\.record\(\s*trx,|\btype:)\s*'([a-z_]+\.[a-z]+)'/g);
  const events = documented('event');
  assert.ok(recorded.length > 20, recorded.join());
  assert.deepEqual(
    recorded.filter((name) => !events.includes(name)),
    [],
  );
  assert.deepEqual(typed('CaEvents'), events);
});

test('every gate that is asked is documented and typed, and no other', () => {
  const asked = namesIn(code, /\.ask\('([a-z]+\.[a-z]+)'/g);
  assert.deepEqual(documented('gate'), asked);
  assert.deepEqual(typed('CaGates'), asked);
});
