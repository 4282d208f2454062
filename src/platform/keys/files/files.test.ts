import { deepEqual, equal, notDeepEqual, ok, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { isCaError, Secret, utf8 } from '#base';
import { chooseSignatureAlgorithm, decryptPkcs8, encodePkcs8, publicKeyDer } from '#x509';
import type { KeyBackend, KeyRef } from '../index.ts';
import { files } from '../index.ts';

const ed25519 = { type: 'ed25519' } as const;
const unlock = { password: new Secret('correct horse') };

let root = '';
let directory = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'certwright-files-'));
  directory = join(root, 'a', 'keys');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A backend on the directory under test whose keys are kept as soon as they are made. */
function keeping(options: { readonly directory: string } = { directory }): KeyBackend {
  const backend = files(options);
  return {
    ...backend,
    create: async (...act) => {
      const key = await backend.create(...act);
      await backend.keep?.(key);
      return key;
    },
  };
}

function pathOf(key: KeyRef): string {
  return join(directory, String(key['file']));
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

test('the directory comes with the first key, for us alone', async () => {
  const backend = keeping();
  await rejects(stat(directory), { code: 'ENOENT' });
  equal(await backend.usable?.({ file: `${'0'.repeat(32)}.key` }), false);
  await rejects(stat(directory), { code: 'ENOENT' });
  const key = await backend.create(ed25519);
  equal(await modeOf(directory), '700');
  equal(await modeOf(pathOf(key)), '600');
  deepEqual(await readdir(directory), [key['file']], 'no temporary file is left');
  deepEqual(Object.keys(key), ['file']);
});

test('a file holds PKCS #8, plain or encrypted in a way that other tools open', async () => {
  const backend = keeping();
  const plain = await backend.create(ed25519);
  const read = createPrivateKey({
    key: await readFile(pathOf(plain)),
    format: 'der',
    type: 'pkcs8',
  });
  deepEqual(publicKeyDer(read), await backend.publicKey(plain));
  const locked = await backend.create(ed25519, unlock);
  const opened = await decryptPkcs8(await readFile(pathOf(locked)), unlock.password);
  deepEqual(publicKeyDer(opened), await backend.publicKey(locked));
});

test('a file that openssl locked anew opens with the new password', async (t) => {
  try {
    execFileSync('openssl', ['version']);
  } catch {
    return t.skip('openssl is not installed');
  }
  const key = await keeping().create(ed25519);
  const spki = await keeping().publicKey(key);
  const locked = ['-topk8', '-inform', 'DER', '-outform', 'DER', '-passout', 'pass:new'];
  const content = execFileSync('openssl', ['pkcs8', ...locked, '-in', pathOf(key)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await writeFile(pathOf(key), content);
  const password = new Secret('new');
  deepEqual(await keeping().publicKey(key, { password }), spki);
});

test('a key that was read once needs no disk, a removed one is gone from memory too', async () => {
  const backend = keeping();
  const key = await backend.create(ed25519);
  const algorithm = chooseSignatureAlgorithm(await backend.publicKey(key));
  await rename(directory, `${directory}.away`);
  await backend.sign(key, utf8('m'), algorithm);
  await rename(`${directory}.away`, directory);
  await backend.remove?.(key);
  deepEqual(await readdir(directory), []);
  await rejects(backend.sign(key, utf8('m'), algorithm), { code: 'key_unavailable' });
});

test('a wrong password says nothing but that, and no password is ever shown', async () => {
  const key = await keeping().create(ed25519, unlock);
  const other = keeping();
  const outcomes = [undefined, { password: new Secret('hunter2') }].map((each) =>
    other.publicKey(key, each).catch((error: unknown) => error),
  );
  const [missing, wrong] = await Promise.all(outcomes);
  ok(isCaError(missing, 'key_unavailable') && isCaError(wrong, 'key_unavailable'));
  equal(missing.detail, 'The private key is locked: its password is needed.');
  equal(wrong.detail, 'The private key cannot be opened: bad password.');
  equal(wrong.cause, undefined);
  const shown = inspect([other, key, unlock, wrong, missing], { depth: 9, showHidden: true });
  ok(!shown.includes('hunter2') && !shown.includes('correct horse'));
});

test('modes that let others in are refused with the chmod that helps', async () => {
  const key = await keeping().create(ed25519);
  const cases: [string, number, string][] = [
    [pathOf(key), 0o640, 'The key file is open to other users: chmod 600 it, then try again.'],
    [pathOf(key), 0o604, 'The key file is open to other users: chmod 600 it, then try again.'],
    [
      directory,
      0o750,
      'The directory of the keys is open to other users: chmod 700 it, then try again.',
    ],
    [
      directory,
      0o701,
      'The directory of the keys is open to other users: chmod 700 it, then try again.',
    ],
  ];
  for (const [path, mode, detail] of cases) {
    const before = (await stat(path)).mode & 0o777;
    await chmod(path, mode);
    await rejects(keeping().publicKey(key), { code: 'key_unavailable', detail });
    if (path === directory) await rejects(keeping().create(ed25519), { detail });
    await chmod(path, before);
    await keeping().publicKey(key);
  }
});

test('a link, a pipe or a directory in place of a file or of the directory is refused', async (t) => {
  if (process.platform === 'win32') return t.skip('Windows has no such files');
  const key = await keeping().create(ed25519);
  const path = pathOf(key);
  const unavailable = { code: 'key_unavailable' } as const;
  await rename(path, `${path}.real`);
  await symlink(`${path}.real`, path);
  await rejects(keeping().publicKey(key), {
    ...unavailable,
    detail: 'The key file is a link; links are not followed.',
  });
  await unlink(path);
  execFileSync('mkfifo', ['-m', '600', path]);
  await rejects(keeping().publicKey(key), unavailable);
  await unlink(path);
  await mkdir(path, { mode: 0o700 });
  await rejects(keeping().publicKey(key), unavailable);
  await rm(path, { recursive: true });
  await link(`${path}.real`, path);
  await keeping().publicKey(key);
  const elsewhere = join(root, 'linked');
  await symlink(directory, elsewhere);
  await rejects(keeping({ directory: elsewhere }).publicKey(key), unavailable);
  await rejects(keeping({ directory: elsewhere }).create(ed25519), unavailable);
});

test('no reference leads out of the directory or to a file that is not ours', async () => {
  const backend = keeping();
  const key = await backend.create(ed25519);
  const outside = join(root, 'a', `${'1'.repeat(32)}.key`);
  await writeFile(outside, await readFile(pathOf(key)), { mode: 0o600 });
  await writeFile(join(directory, 'other.key'), await readFile(pathOf(key)), { mode: 0o600 });
  const name = String(key['file']);
  for (const file of [`../${'1'.repeat(32)}.key`, outside, 'other.key', `./${name}`, `${name}\0`]) {
    await rejects(
      backend.publicKey({ file }),
      { detail: 'The reference names no key of this backend.' },
      file,
    );
    await rejects(backend.remove?.({ file }) ?? Promise.resolve(), { code: 'key_unavailable' });
  }
});

test('a file with something else in it is unavailable, whatever it holds', async () => {
  const backend = keeping();
  const key = await backend.create(ed25519);
  const spki = await backend.publicKey(key);
  const whole = await readFile(pathOf(key));
  const contents = [utf8(''), utf8('no key'), spki, whole.subarray(1), new Uint8Array(65_537)];
  for (const content of [...contents, Buffer.concat([whole, whole])]) {
    await writeFile(pathOf(key), content);
    await rejects(keeping().publicKey(key, unlock), { code: 'key_unavailable' });
  }
});

test('a medium that fails leaves nothing behind and names no path', async () => {
  await mkdir(join(root, 'a'));
  await writeFile(directory, 'a file where the directory should be');
  const error = await keeping()
    .create(ed25519)
    .catch((reason: unknown) => reason);
  ok(isCaError(error, 'key_unavailable'));
  ok(!error.detail.includes(root));
  deepEqual(await readdir(join(root, 'a')), ['keys']);
});

test('a key on probation stands under a name of its own until it is kept, and works in both', async () => {
  const key = await files({ directory }).create(ed25519);
  const name = String(key['file']);
  deepEqual(await readdir(directory), [`${name}.pending`]);
  equal(await modeOf(`${pathOf(key)}.pending`), '600');
  const spki = await files({ directory }).publicKey(key);
  await files({ directory }).keep?.(key);
  deepEqual(await readdir(directory), [name]);
  deepEqual(await files({ directory }).publicKey(key), spki);
  await rejects(async () => files({ directory }).keep?.({ file: `${'0'.repeat(32)}.key` }), {
    code: 'key_unavailable',
  });
});

test('a sweep takes what has been on probation for too long, whole or not, and nothing else', async () => {
  const backend = files({ directory });
  const all = [1, 2, 3, 4].map(() => backend.create(ed25519));
  const [kept = {}, spared = {}, young = {}, old = {}] = await Promise.all(all);
  await backend.keep?.(kept);
  await writeFile(join(directory, `${'1'.repeat(32)}.key.pending`), 'half a k');
  await writeFile(join(directory, 'notes.pending'), 'not ours');
  for (const file of await readdir(directory)) {
    if (!file.startsWith(String(young['file']))) await utimes(join(directory, file), 1, 1);
  }
  await backend.sweep?.(600_000, [spared]);
  const left = [kept['file'], `${spared['file']}.pending`, `${young['file']}.pending`];
  deepEqual(new Set(await readdir(directory)), new Set([...left, 'notes.pending']));
  await rejects(files({ directory }).publicKey(old), { code: 'key_unavailable' });
});

test('an imported key is the same key under a name of its own', async () => {
  const backend = keeping();
  const made = await backend.create(ed25519);
  const key = createPrivateKey({ key: await readFile(pathOf(made)), format: 'der', type: 'pkcs8' });
  const pkcs8 = encodePkcs8(key);
  const imported = await backend.import?.(pkcs8);
  notDeepEqual(imported, made);
  deepEqual(await backend.publicKey(imported ?? {}), await backend.publicKey(made));
  deepEqual(pkcs8, encodePkcs8(key), 'what the caller gave is left alone');
});
