import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ask, findTool, openssl, skipWithout, temporaryDirectory } from '#oracles';

test('a tool that is here is found and gives no reason to skip', () => {
  assert.equal(findTool('node')?.endsWith('node'), true);
  assert.equal(skipWithout('node'), false);
});

test('a tool that is missing gives a reason that names its package', async () => {
  using directory = temporaryDirectory();
  const path = process.env['PATH'];
  process.env['PATH'] = directory.path;
  try {
    assert.equal(findTool('certtool'), undefined);
    assert.match(String(skipWithout('certtool')), /^certtool is not .*apt-get install gnutls-bin/);
    await assert.rejects(ask('certtool', []), /certtool is not on this machine/);
  } finally {
    process.env['PATH'] = path;
  }
});

test('a directory or a file that cannot be run is no tool', () => {
  using directory = temporaryDirectory();
  directory.write('certtool', 'not executable');
  mkdirSync(join(directory.path, 'openssl'));
  const path = process.env['PATH'];
  process.env['PATH'] = directory.path;
  try {
    assert.deepEqual([findTool('certtool'), findTool('openssl')], [undefined, undefined]);
  } finally {
    process.env['PATH'] = path;
  }
});

test('an answer holds the bytes, the words, the complaints and the exit code', async () => {
  const script = `process.stdin.pipe(process.stdout); console.error('hm'); process.exitCode = 3`;
  const input = Uint8Array.of(0x30, 0x00, 0xff);
  const answer = await ask('node', ['-e', script], { input });
  assert.deepEqual(Uint8Array.from(answer.bytes), input);
  assert.deepEqual([answer.exitCode, answer.stderr], [3, 'hm\n']);
});

test('a tool that does not read what it is given still answers', async () => {
  const answer = await ask('node', ['-e', ''], { input: new Uint8Array(1 << 20) });
  assert.equal(answer.exitCode, 0);
});

test('openssl reads its standard input', { skip: skipWithout('openssl') }, async () => {
  const { stdout } = await openssl(['dgst', '-sha256', '-r'], { input: 'abc' });
  assert.match(stdout, /^ba7816bf8f01cfea/);
});

test('a temporary directory is gone after its block', () => {
  let kept = '';
  {
    using directory = temporaryDirectory();
    kept = directory.write('note.txt', 'here');
    assert.ok(existsSync(kept));
  }
  assert.ok(!existsSync(kept));
});
