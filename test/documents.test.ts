/* What the documents list is what the code has. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
