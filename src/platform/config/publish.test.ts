import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '#base';
import { temporaryDirectory } from '#oracles';
import { loadConfig } from './index.ts';
import type { Config } from './index.ts';

async function load(text: string, env: Record<string, string> = {}): Promise<Config> {
  using directory = temporaryDirectory();
  directory.write('ca.yaml', text);
  return await loadConfig({ env: { CERTWRIGHT_CONFIG: 'ca.yaml', ...env }, cwd: directory.path });
}

const bucket = 'endpoint: "https://s3.example.com:9000", name: pki, access_key_id: AK';

test('a directory, a bucket, or both; relative paths count from the file', async () => {
  equal((await load('')).publish, undefined);
  using directory = temporaryDirectory();
  const env = { CERTWRIGHT_CONFIG: directory.write('ca.yaml', 'publish: { directory: www }') };
  const { publish } = await loadConfig({ env, cwd: '/' });
  deepEqual(publish, { directory: join(directory.path, 'www') });
  const more = 'region: eu-1, path_style: false, index_names: true, ca_file: /ca.pem, prefix: /a/b';
  const whole = await load(
    `publish: { every: PT5M, answers: false, bucket: { ${bucket}, secret_file: /s, ${more} } }`,
  );
  deepEqual(whole.publish, {
    everyMs: 300_000,
    answers: false,
    bucket: {
      endpoint: 'https://s3.example.com:9000',
      bucket: 'pki',
      accessKeyId: 'AK',
      secretAccessKey: { file: '/s' },
      region: 'eu-1',
      pathStyle: false,
      indexNames: true,
      caFile: '/ca.pem',
      prefix: 'a/b/',
    },
  });
});

test('the secret of a variable is a secret', async () => {
  const config = await load(`publish: { bucket: { ${bucket}, secret_env: S3 } }`, { S3: 'hush' });
  const secret = config.publish?.bucket?.secretAccessKey;
  ok(secret instanceof Secret && secret.reveal() === 'hush');
  ok(!inspect(config, { depth: 9 }).includes('hush') && !JSON.stringify(config).includes('hush'));
});

test('the environment says it in JSON', async () => {
  const { publish } = await load('', { CERTWRIGHT_PUBLISH: '{"directory":"/www","every":"P1D"}' });
  deepEqual(publish, { directory: '/www', everyMs: 86_400_000 });
  await rejects(load('', { CERTWRIGHT_PUBLISH: '/www' }), /CERTWRIGHT_PUBLISH: .*must hold where/);
});

test('what is no place is refused where it stands', async () => {
  const cases: [string, RegExp][] = [
    ['publish: www', /must hold where to publish/],
    ['publish: {}', /must have directory or bucket/],
    ['publish: { directory: "" }', /publish\.directory: must be the path/],
    ['publish: { directory: a, every: 1h }', /publish\.every: Write the duration/],
    ['publish: { directory: a, every: PT59S }', /publish\.every: must be a duration/],
    ['publish: { directory: a, every: P2D }', /publish\.every: must be a duration/],
    ['publish: { directory: a, to: b }', /publish\.to/],
    [`publish: { bucket: { ${bucket} } }`, /must have secret_file or secret_env/],
    [`publish: { bucket: { ${bucket}, secret_env: A, secret_file: B } }`, /one of them/],
    [`publish: { bucket: { ${bucket}, secret: A } }`, /publish\.bucket\.secret/],
    [`publish: { bucket: { ${bucket}, secret_env: A, region: a b } }`, /bucket\.region/],
    ['publish: { bucket: { endpoint: "ftp://a" } }', /bucket\.endpoint: must be https/],
    ['publish: { bucket: { endpoint: "http://a", name: A_B } }', /bucket\.name: must be the name/],
  ];
  for (const [text, words] of cases)
    await rejects(load(text), (error: { detail: string }) => {
      match(error.detail, words, text);
      return true;
    });
});
