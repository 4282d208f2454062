import { equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#base';
import { temporaryDirectory } from '#oracles';
import { readSecret, secretFile } from './secret-file.ts';

test('a secret is the first line of its file, each time as it is then', async () => {
  using directory = temporaryDirectory();
  const path = directory.write('secret', 'one');
  const read = secretFile(path);
  for (const [text, secret] of [
    ['one', 'one'],
    ['two\n', 'two'],
    ['three \r\nand a remark\r\n', 'three '],
  ] as const) {
    directory.write('secret', text);
    equal((await readSecret(read)).reveal(), secret);
  }
  const given = new Secret('given');
  equal(await readSecret(given), given);
});

test('a file that is missing or has no first line is told without its path', async () => {
  using directory = temporaryDirectory();
  const empty = directory.write('empty', '\nsecond line');
  for (const [path, end] of [
    [empty, 'is empty.'],
    ['/nowhere/secret', 'cannot be read.'],
    [directory.path, 'cannot be read.'],
  ] as const) {
    const message = `The file that is to hold the secret or PIN ${end}`;
    await rejects(secretFile(path)(), { code: 'key_unavailable', message });
  }
});
