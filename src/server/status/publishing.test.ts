import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AppOptions } from '#app';
import { hour, isCaError, minute, Secret } from '#base';
import { temporaryDirectory } from '#oracles';
import { parseCrl, parseOcspResponse } from '#x509';
import type { TestApp } from '../../../test/app.ts';
import { issue, ocspApp } from '../../../test/ocsp.ts';
import { fakeS3, s3Key, type FakeS3 } from '../../../test/s3.ts';

const publishingApp = (publish: AppOptions['publish'], more: Partial<AppOptions> = {}) =>
  ocspApp({ publish, urlPath: 'x/', report: mayWait, ...more });

/** Its authorities get their responders when it has been opened already. */
function mayWait(error: unknown): void {
  if (!isCaError(error, 'key_unavailable')) throw error;
}

async function settle(ca: TestApp): Promise<void> {
  for (let rounds = 0; rounds < 3; rounds++) {
    await ca.events.idle();
    await ca.jobs.idle();
  }
}

/** Every file below a directory, by its path. */
function filesBelow(directory: string): Map<string, Buffer> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(directory, path))]));
}

/** What the stored answers say, by how many. */
function saysOf(files: ReadonlyMap<string, Buffer>): Record<string, number> {
  const says: Record<string, number> = {};
  for (const [path, octets] of files) {
    if (!path.includes('/ocsp/')) continue;
    const { basic } = parseOcspResponse(new Uint8Array(octets));
    const type = basic?.responses[0]?.status.type ?? 'none';
    says[type] = (says[type] ?? 0) + 1;
  }
  return says;
}

const bucketOf = (s3: FakeS3) => ({
  endpoint: s3.endpoint,
  bucket: 'pki',
  region: s3Key.region,
  accessKeyId: s3Key.id,
  secretAccessKey: new Secret(s3Key.secret),
});

async function failures(ca: TestApp): Promise<unknown[]> {
  const told = await ca.events.list({ type: 'publication.failed', limit: 10 });
  return told.map(({ payload }) => payload['detail']);
}

test('a directory has every list, issuer and answer, and soon what has changed', async () => {
  using directory = temporaryDirectory();
  const www = join(directory.path, 'www');
  await using ca = await publishingApp({ directory: www });
  const leaf = await issue(ca);
  await settle(ca);
  const list = `x/crl/${ca.issuing.serial}/index.crl`;
  assert.deepEqual([...parseCrl(filesBelow(www).get(list) ?? new Uint8Array(0)).entries()], []);
  ca.clock.advance(hour);
  await settle(ca);
  const before = filesBelow(www);
  assert.equal(before.size, 2 * (2 + 3) + (saysOf(before)['good'] ?? 0));
  await ca.certificates.revoke(leaf);
  await settle(ca);
  const after = filesBelow(www);
  const entries = [...parseCrl(after.get(list) ?? new Uint8Array(0)).entries()];
  assert.deepEqual(
    entries.map(({ serial }) => serial),
    [leaf.serial],
  );
  assert.equal(saysOf(after)['revoked'], 2, 'by SHA-1 and by SHA-256');
  const changed = [...after].filter(([path, octets]) => !before.get(path)?.equals(octets));
  assert.equal(changed.length, 3);
});

test('a bucket has the same under the addresses themselves, and is sent only what is new', async () => {
  await using s3 = await fakeS3();
  using directory = temporaryDirectory();
  const www = join(directory.path, 'www');
  await using ca = await publishingApp({ directory: www, bucket: bucketOf(s3), everyMs: minute });
  const leaf = await issue(ca);
  await settle(ca);
  ca.clock.advance(minute);
  await settle(ca);
  const files = [...filesBelow(www)].map(([path, octets]) => [
    path.replace(/index\.(?:crl|ocsp)$/, ''),
    octets.toString('hex'),
  ]);
  // In a directory, slashes in a row are one.
  const objects = [...s3.objects].map(([key, { body }]) => [
    key.replaceAll(/\/+/g, '/'),
    body.toString('hex'),
  ]);
  assert.deepEqual(objects.toSorted(), files.toSorted());
  const types = new Set([...s3.objects.values()].map(({ headers }) => headers['content-type']));
  assert.equal(types.size, 5);
  assert.ok(
    [...s3.objects.values()].every(
      ({ headers }) => headers['cache-control'] === 'public, max-age=600',
    ),
  );
  s3.asked.length = 0;
  ca.clock.advance(minute);
  await settle(ca);
  assert.deepEqual(s3.asked, ['LIST']);
  s3.objects.delete(`x/issuer/${ca.root.serial}.der`);
  ca.clock.advance(minute);
  await settle(ca);
  assert.deepEqual(s3.asked, ['LIST', 'LIST', `PUT x/issuer/${ca.root.serial}.der`], 'mended');
  s3.asked.length = 0;
  await ca.certificates.revoke(leaf);
  await settle(ca);
  assert.equal(s3.asked.filter((each) => each.startsWith('PUT x/ocsp/')).length, 2);
  assert.equal(s3.asked.filter((each) => each.startsWith('PUT x/crl/')).length, 1);
});

test('a place that fails is told once, tried again, and stale when nothing helps', async () => {
  await using s3 = await fakeS3();
  s3.fault = { status: 503, code: 'SlowDown' };
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  await using ca = await publishingApp({ bucket: bucketOf(s3), answers: false }, { report });
  await settle(ca);
  assert.equal(s3.objects.size, 0);
  for (let tries = 0; tries < 5; tries++) {
    ca.clock.advance(2 * minute);
    await settle(ca);
  }
  assert.ok(reported.length > 2, 'tried again');
  assert.deepEqual(await failures(ca), [
    `${new URL(s3.endpoint).host} answered 503 SlowDown for /pki/.`,
  ]);
  assert.deepEqual(ca.publishing?.stale(), []);
  ca.clock.advance(3 * hour);
  assert.deepEqual(ca.publishing?.stale(), [`${s3.endpoint}/pki/`]);
  s3.fault = null;
  await settle(ca);
  ca.clock.advance(hour);
  await settle(ca);
  assert.ok(s3.objects.size >= 6);
  assert.deepEqual(ca.publishing?.stale(), []);
  s3.fault = { status: 403, code: 'AccessDenied' };
  await ca.certificates.revoke(await issue(ca));
  await settle(ca);
  assert.equal((await failures(ca)).length, 2, 'the next failure is another one');
});

test('a directory that cannot be written keeps nothing else from its place', async () => {
  using directory = temporaryDirectory();
  await using s3 = await fakeS3();
  const blocked = directory.write('file', 'no directory');
  const report = (): void => undefined;
  const publish = { directory: join(blocked, 'www'), bucket: bucketOf(s3), answers: false };
  await using ca = await publishingApp(publish, { report });
  await settle(ca);
  assert.ok([...s3.objects.keys()].some((path) => path.startsWith('x/crl/')));
  assert.equal((await failures(ca)).length, 1);
  rmSync(blocked);
  ca.clock.advance(hour);
  await settle(ca);
  assert.ok(filesBelow(publish.directory).size >= 6);
});

test('who holds no jobs publishes nothing by itself', async () => {
  using directory = temporaryDirectory();
  const www = join(directory.path, 'www');
  await using ca = await publishingApp({ directory: www }, { jobs: 'hold' });
  assert.equal(ca.publishing, undefined);
});
