import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hour } from '#base';
import { temporaryDirectory } from '#oracles';
import { name, parseCrl } from '#x509';
import { makeCsr } from '../../../test/csr.ts';
import { testServer } from '../../../test/journeys/test-server.ts';
import { directoryPlace } from './directory-place.ts';
import { publishLists } from './publish.ts';

test('every list and issuer is written where its address is, whole, and only when it is new', async () => {
  using directory = temporaryDirectory();
  await using server = await testServer();
  const { ca } = server;
  const settle = async (): Promise<void> => {
    await ca.events.idle();
    await ca.jobs.idle();
  };
  await settle();
  const files = await publishLists(directoryPlace(directory.path), { ...ca, path: 'django_ca/' });
  assert.equal(files.length, 2 * (2 + 3));
  for (const { path, sizeBytes } of files) {
    const written = readFileSync(join(directory.path, path));
    assert.equal(written.length, sizeBytes);
    const url = `/${path.replace(/^django_ca\//, '').replace(/index\.crl$/, '')}`;
    assert.deepEqual(new Uint8Array(written), (await server.fetch('GET', url)).bytes, url);
  }
  const list = join(directory.path, `django_ca/crl/${ca.issuing.serial}/index.crl`);
  assert.equal(statSync(list).mode & 0o777, 0o644);

  const issued = await ca.certificates.issue(ca.issuing, {
    csr: (await makeCsr()).pem,
    subject: name('CN=x'),
  });
  await ca.certificates.revoke(issued);
  await settle();
  const again = await publishLists(directoryPlace(directory.path), { ...ca, path: 'django_ca/' });
  assert.deepEqual(
    again.filter(({ state }) => state !== 'same').map(({ path, state }) => [path, state]),
    [[`django_ca/crl/${ca.issuing.serial}/index.crl`, 'written']],
  );
  assert.deepEqual(
    [...parseCrl(readFileSync(list)).entries()].map(({ serial }) => serial),
    [issued.serial],
  );
  const all = readdirSync(directory.path, { recursive: true }).map(String);
  assert.deepEqual(
    all.filter((path) => path.endsWith('.tmp')),
    [],
  );
});

test('a list with a higher number stays while it is believed, as after the restore of a backup', async () => {
  using directory = temporaryDirectory();
  await using server = await testServer();
  const { ca } = server;
  await ca.crl.generate(ca.root);
  const [old] = await ca.crl.list(ca.root);
  assert.ok(old);
  ca.clock.advance(hour);
  await ca.crl.generate(ca.root, { force: true });
  await publishLists(directoryPlace(directory.path), { ...ca, path: '' });
  const file = join(directory.path, `crl/${ca.root.serial}/index.crl`);
  const newer = readFileSync(file);
  const backup = { ...ca, path: '', crl: { ...ca.crl, list: async () => [old] } };
  const stateOf = async (): Promise<unknown> =>
    (await publishLists(directoryPlace(directory.path), backup)).find(({ path }) =>
      path.endsWith('index.crl'),
    )?.state;
  assert.equal(await stateOf(), 'newer');
  assert.deepEqual(readFileSync(file), newer);
  ca.clock.advance(25 * hour);
  assert.equal(await stateOf(), 'written', 'what nobody believes any more keeps nobody out');
  writeFileSync(file, 'no list');
  assert.equal(await stateOf(), 'written');
});

test('what a writer that was killed left behind is cleared away an hour later', async () => {
  using directory = temporaryDirectory();
  await using server = await testServer();
  const folder = join(directory.path, 'issuer');
  mkdirSync(folder);
  const left = ['.0123456789abcdef.tmp', '.fedcba9876543210.tmp', '.mine.tmp'];
  for (const each of left) writeFileSync(join(folder, each), 'half');
  for (const each of left.slice(1)) utimesSync(join(folder, each), 1, 1);
  await publishLists(directoryPlace(directory.path), { ...server.ca, path: '' });
  const hidden = readdirSync(folder).filter((each) => each.startsWith('.'));
  assert.deepEqual(hidden.toSorted(), ['.0123456789abcdef.tmp', '.mine.tmp']);
});

test('a file that cannot be written whole leaves the one that was there', async () => {
  using directory = temporaryDirectory();
  await using server = await testServer();
  const { ca } = server;
  await ca.events.idle();
  await ca.jobs.idle();
  await publishLists(directoryPlace(directory.path), { ...ca, path: '' });
  const list = join(directory.path, `crl/${ca.root.serial}/index.crl`);
  const before = readFileSync(list);
  await ca.crl.generate(ca.root, { force: true });
  const crl = {
    list: ca.crl.list,
    read: async function* (): AsyncGenerator<Uint8Array, void> {
      yield before.subarray(0, 10);
      throw new Error('the disk is full');
    },
  };
  await assert.rejects(
    publishLists(directoryPlace(directory.path), { ...ca, crl, path: '' }),
    /the disk is full/,
  );
  assert.deepEqual(readFileSync(list), before);
  assert.ok(existsSync(list));
  const all = readdirSync(directory.path, { recursive: true }).map(String);
  assert.ok(all.every((path) => !path.endsWith('.tmp')));
});
