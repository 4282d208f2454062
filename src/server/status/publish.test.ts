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
import { hour, Secret, utf8 } from '#base';
import { createBucket } from '#net';
import { temporaryDirectory } from '#oracles';
import { name, parseCrl } from '#x509';
import { makeCsr } from '../../../test/csr.ts';
import { testServer } from '../../../test/journeys/test-server.ts';
import { fakeS3, s3Key } from '../../../test/s3.ts';
import { bucketPlace } from './bucket-place.ts';
import { directoryPlace } from './directory-place.ts';
import type { Place } from './place.ts';
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

/** A place, and what stands at one path of it. */
interface Standing extends AsyncDisposable {
  readonly place: Place;
  read(path: string): Uint8Array;
  write(path: string, octets: Uint8Array): void;
}

function standingDirectory(): Standing {
  const directory = temporaryDirectory();
  return {
    place: directoryPlace(directory.path),
    read: (path) => new Uint8Array(readFileSync(join(directory.path, path))),
    write: (path, octets) => writeFileSync(join(directory.path, path), octets),
    [Symbol.asyncDispose]: async () => directory[Symbol.dispose](),
  };
}

async function standingBucket(mayList: boolean): Promise<Standing> {
  const s3 = await fakeS3();
  s3.mayList = mayList;
  const { id: accessKeyId, secret, region } = s3Key;
  const login = { accessKeyId, secretAccessKey: new Secret(secret), region };
  const bucket = createBucket({ endpoint: s3.endpoint, bucket: 'pki', ...login });
  return {
    place: bucketPlace(bucket, { indexNames: true }),
    read: (path) => new Uint8Array(s3.objects.get(path)?.body ?? []),
    write: (path, octets) => void s3.objects.set(path, { body: Buffer.from(octets), headers: {} }),
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  };
}

const standings: Readonly<Record<string, () => Standing | Promise<Standing>>> = {
  'in a directory': standingDirectory,
  'in a bucket': () => standingBucket(true),
  'in a bucket that does not list': () => standingBucket(false),
};

for (const [where, open] of Object.entries(standings))
  test(`a list with a higher number stays ${where} while it is believed, as after the restore of a backup`, async () => {
    await using standing = await open();
    await using server = await testServer();
    const { ca } = server;
    await ca.crl.generate(ca.root);
    const [old] = await ca.crl.list(ca.root);
    assert.ok(old);
    ca.clock.advance(hour);
    await ca.crl.generate(ca.root, { force: true });
    await publishLists(standing.place, { ...ca, path: '' });
    const path = `crl/${ca.root.serial}/index.crl`;
    const newer = standing.read(path);
    const backup = { ...ca, path: '', crl: { ...ca.crl, list: async () => [old] } };
    const stateOf = async (): Promise<unknown> =>
      (await publishLists(standing.place, backup)).find((each) => each.path === path)?.state;
    assert.equal(await stateOf(), 'newer');
    assert.deepEqual(standing.read(path), newer);
    ca.clock.advance(25 * hour);
    assert.equal(await stateOf(), 'written', 'what nobody believes any more keeps nobody out');
    standing.write(path, utf8('no list'));
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
