import { isCaError } from '#base';
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { prepareFile } from './file.ts';

const root = mkdtempSync(join(tmpdir(), 'certwright-db-'));
after(() => rmSync(root, { recursive: true }));
const skip = process.platform === 'win32' && 'Windows has no file modes';

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test('makes missing directories for the owner alone, and an empty file in them', { skip }, () => {
  const path = join(root, 'a', 'b', 'ca.db');
  prepareFile(path);
  assert.deepEqual([modeOf(join(root, 'a')), modeOf(join(root, 'a', 'b'))], ['700', '700']);
  assert.deepEqual([modeOf(path), statSync(path).size], ['600', 0]);
});

test(
  'tightens a file and its log that others may read, and changes nothing in them',
  { skip },
  () => {
    const path = join(root, 'loose.db');
    for (const file of [path, `${path}-wal`]) {
      writeFileSync(file, 'rows');
      chmodSync(file, 0o644);
    }
    prepareFile(path);
    assert.deepEqual([modeOf(path), modeOf(`${path}-wal`)], ['600', '600']);
    assert.equal(readFileSync(path, 'utf8'), 'rows');
  },
);

test('leaves the mode of a directory that is already there', { skip }, () => {
  const directory = join(root, 'shared');
  mkdirSync(directory);
  chmodSync(directory, 0o750);
  prepareFile(join(directory, 'ca.db'));
  assert.equal(modeOf(directory), '750');
});

for (const name of ['ca.db', 'ca.db-wal', 'ca.db-shm', 'ca.db-journal']) {
  test(`refuses ${name} when it is a symbolic link, wherever it leads`, { skip }, () => {
    const directory = mkdtempSync(join(root, 'link-'));
    symlinkSync(join(directory, 'elsewhere'), join(directory, name));
    assert.throws(
      () => prepareFile(join(directory, 'ca.db')),
      (error) => isCaError(error, 'bad_data_directory') && /symbolic link/.test(error.detail),
    );
  });
}

test('refuses a directory in place of the file', () => {
  const path = join(root, 'directory.db');
  mkdirSync(path);
  assert.throws(
    () => prepareFile(path),
    (error) => isCaError(error, 'bad_data_directory') && /not a file/.test(error.detail),
  );
});
