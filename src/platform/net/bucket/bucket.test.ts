import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isCaError, Secret, utf8 } from '#base';
import { temporaryDirectory } from '#oracles';
import { fakeS3, s3Key, type FakeS3 } from '../../../../test/s3.ts';
import { createBucket, NetError, type Bucket, type BucketSettings } from '../index.ts';
import { readListing } from './listing.ts';

const file = {
  octets: utf8('list'),
  contentType: 'application/pkix-crl',
  cacheControl: 'no-cache',
};

function settingsFor({ endpoint }: Pick<FakeS3, 'endpoint'>): BucketSettings {
  return {
    endpoint,
    bucket: 'pki',
    region: s3Key.region,
    accessKeyId: s3Key.id,
    secretAccessKey: new Secret(s3Key.secret),
  };
}

const failure = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof NetError ? error.message : inspect(error)),
  );

test('objects are put under any key, with their headers, every request signed', async () => {
  await using s3 = await fakeS3();
  const bucket = await createBucket({ ...settingsFor(s3), prefix: 'a b/' }).open();
  const keys = [
    'crl/40AB/',
    'issuer/40AB.der',
    "ocsp/40/cert/ME+w==/a//b/=&?#%!'()*~ü",
    'crl/40AB',
  ];
  for (const key of keys) await bucket.put(key, file);
  assert.deepEqual(
    s3.asked,
    keys.map((key) => `PUT a b/${key}`),
  );
  const { body, headers } = s3.objects.get('a b/crl/40AB/') ?? {};
  assert.deepEqual(body, Buffer.from('list'));
  assert.deepEqual(
    [headers?.['content-type'], headers?.['cache-control']],
    [file.contentType, 'no-cache'],
  );
  await bucket.put('empty', { ...file, octets: new Uint8Array(0) });
  assert.equal(s3.objects.get('a b/empty')?.body.length, 0);
});

test('all objects below the prefix are listed, page by page; undefined where that is forbidden', async () => {
  await using s3 = await fakeS3();
  const open = async (prefix: string) => createBucket({ ...settingsFor(s3), prefix }).open();
  const bucket = await open('x/');
  assert.deepEqual(await bucket.list(), new Map());
  const keys = ['a', 'b+c', 'd e', 'f&g<h>', 'i/j/', 'ü'];
  for (const key of keys) await bucket.put(key, file);
  await (await open('')).put('outside', file);
  s3.pageSize = 2;
  const tags = await bucket.list();
  assert.deepEqual([...(tags?.keys() ?? [])].toSorted(), keys.toSorted());
  assert.deepEqual(new Set(tags?.values()), new Set(['10ae9fc7d453b0dd525d0edf2ede7961']));
  s3.mayList = false;
  assert.equal(await bucket.list(), undefined);
});

test('what the service says no to is told with its status and its word, and never the secret', async () => {
  await using s3 = await fakeS3();
  const put = async (bucket: Bucket): Promise<string> =>
    failure((await bucket.open()).put('k', file));
  const settings = settingsFor(s3);
  const wrong: [Partial<BucketSettings>, RegExp][] = [
    [
      { secretAccessKey: new Secret('hush-hush') },
      /answered 403 SignatureDoesNotMatch for \/pki\/k\.$/,
    ],
    [{ accessKeyId: 'nobody' }, /403 InvalidAccessKeyId/],
    [{ region: 'elsewhere' }, /403 AuthorizationHeaderMalformed/],
  ];
  for (const [change, words] of wrong) {
    const bucket = createBucket({ ...settings, ...change });
    const said = await put(bucket);
    assert.match(said, words);
    assert.ok(
      !`${said}${inspect(bucket, { depth: 9 })}${JSON.stringify(settings)}`.includes('hush'),
    );
  }
  s3.fault = { status: 503, code: 'SlowDown' };
  assert.match(await put(createBucket(settings)), /503 SlowDown/);
  assert.match(await failure((await createBucket(settings).open()).list()), /503 SlowDown/);
  const nobody = createBucket({ ...settings, endpoint: 'http://127.0.0.1:1' });
  assert.match(await put(nobody), /127\.0\.0\.1:1 could not be asked: ECONNREFUSED/);
});

test('the secret may stand in a file, read at each round', async () => {
  await using s3 = await fakeS3();
  using directory = temporaryDirectory();
  const path = directory.write('secret', `${s3Key.secret}\nmore`);
  const bucket = createBucket({ ...settingsFor(s3), secretAccessKey: { file: path } });
  await (await bucket.open()).put('k', file);
  const missing = createBucket({ ...settingsFor(s3), secretAccessKey: { file: `${path}x` } });
  await assert.rejects(missing.open(), (error) => isCaError(error, 'bad_config'));
});

test('a bucket is named by the path, or by the host', () => {
  const settings = { ...settingsFor({ endpoint: 'https://s3.example.com' }), prefix: 'ca/' };
  assert.equal(createBucket(settings).name, 'https://s3.example.com/pki/ca/');
  assert.equal(
    createBucket({ ...settings, pathStyle: false }).name,
    'https://pki.s3.example.com/ca/',
  );
});

test('a list may name its keys as they are', () => {
  const xml = '<Contents><Key>a+b&#39;&#x26;&amp;lt;%20&nbsp;</Key><ETag>"1"</ETag></Contents>';
  assert.deepEqual(readListing(xml).objects, [{ key: "a+b'&&lt;%20&nbsp;", tag: '1' }]);
});

test('what is no list of objects is an empty one', () => {
  for (const xml of ['', '<html>', '<Contents></Contents>', '<Contents><Key>a</Key></Contents>'])
    assert.deepEqual(readListing(xml), { objects: [], next: undefined });
});
