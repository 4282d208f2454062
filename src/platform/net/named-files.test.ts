import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#base';
import { temporaryDirectory } from '#oracles';
import { readNamedFile, readNamedSecret } from './named-files.ts';

test('a secret of the settings is itself, or the first line of a file', async () => {
  using directory = temporaryDirectory();
  const cases: [text: string, secret: string][] = [
    ['one', 'one'],
    ['one\ntwo\n', 'one'],
    ['one\r\ntwo', 'one'],
    ['', ''],
  ];
  for (const [text, secret] of cases) {
    const file = directory.write('secret', text);
    assert.equal((await readNamedSecret({ file })).reveal(), secret, JSON.stringify(text));
  }
  assert.equal((await readNamedSecret(new Secret('one\ntwo'))).reveal(), 'one\ntwo');
});

test('a file that the settings name and that cannot be read is told by its name, and why', async () => {
  const detail = 'The settings name the file /nowhere/ca.pem, which cannot be read (ENOENT).';
  await assert.rejects(readNamedFile('/nowhere/ca.pem'), { code: 'bad_config', detail });
});
