/* What the documents list is what the code has. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorCodes } from '#base';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('docs/errors.md lists every error code, once, and no other', () => {
  const listed = [...read('docs/errors.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) =>
    String(code),
  );
  assert.deepEqual(listed.toSorted(), [...errorCodes].toSorted());
});

test('docs/decisions has a page for every dependency that the package brings along', () => {
  const pages = readFileSync(new URL('../docs/decisions/README.md', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) assert.ok(pages.includes(`\`${name}\``), name);
});

test('docs/parity.md names tests and divergences that exist, and each row once', () => {
  const divergences = read('docs/divergences.md');
  const rows = [...read('docs/parity.md').matchAll(/^\| ([A-Z]+-\d+[ab]?) \| (.+) \| (.+) \|$/gm)];
  assert.ok(rows.length > 300, `${rows.length} rows`);
  assert.equal(new Set(rows.map(([, id]) => id)).size, rows.length);
  for (const [row, , , shown = ''] of rows) {
    const [, file] = /^`(.+\.test\.ts)`$/.exec(shown) ?? [];
    const [, place] = /^differs: divergences (\d+)$/.exec(shown) ?? [];
    if (file !== undefined) assert.ok(existsSync(new URL(`../${file}`, import.meta.url)), row);
    else if (place !== undefined) assert.ok(divergences.includes(`| ${place} | `), row);
    else assert.equal(shown, '*not yet*', row);
  }
});
