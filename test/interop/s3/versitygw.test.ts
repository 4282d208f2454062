/* What is published to a bucket, kept by a gateway that others wrote, which judges every signature. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Secret } from '#base';
import { findTool, temporaryDirectory } from '#oracles';
import { bucketPlace, directoryPlace, publishAnswers, publishLists } from '#status';
import { createBucket } from '#net';
import { issue, ocspApp } from '../../ocsp.ts';
import { freePort } from '../../server.ts';

const tool = findTool('versitygw');
const skip =
  tool === undefined &&
  'versitygw is not on this machine (go install github.com/versity/versitygw/cmd/versitygw@latest)';

const login = { id: 'certwright', secret: 'not much of a secret' };

/** Begins to serve the directories below `root` as buckets. */
async function openGateway(root: string): Promise<AsyncDisposable & { readonly endpoint: string }> {
  const port = await freePort();
  const env = { ...process.env, ROOT_ACCESS_KEY: login.id, ROOT_SECRET_KEY: login.secret };
  const child = spawn(tool ?? '', ['--port', `127.0.0.1:${port}`, 'posix', root], {
    env,
    stdio: 'ignore',
  });
  for (let tries = 0; !(await listens(port)); tries++) {
    assert.ok(tries < 100 && child.exitCode === null, 'it begins to listen');
    await setTimeout(50);
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function listens(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((found) => {
    socket.destroy();
    return found as boolean;
  });
}

function filesBelow(directory: string): Map<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return new Map(
    files.toSorted().map((path) => [path, readFileSync(join(directory, path)).toString('hex')]),
  );
}

test('versitygw has what a directory has, and is sent nothing twice', { skip }, async () => {
  using directory = temporaryDirectory();
  const [root, www] = [join(directory.path, 'buckets'), join(directory.path, 'www')];
  mkdirSync(join(root, 'pki'), { recursive: true });
  await using gateway = await openGateway(root);
  await using ca = await ocspApp();
  for (let i = 0; i < 20; i++) await issue(ca);
  const parts = { ...ca, path: '' };
  const bucket = createBucket({
    endpoint: gateway.endpoint,
    bucket: 'pki',
    accessKeyId: login.id,
    secretAccessKey: new Secret(login.secret),
  });
  const places = [directoryPlace(www), bucketPlace(bucket, { indexNames: true })];
  for (const place of places) {
    const lists = await publishLists(place, parts);
    assert.ok(lists.every(({ state }) => state === 'written'));
    const answers = await publishAnswers(place, parts);
    assert.equal(answers.written, answers.files);
    assert.equal((await publishAnswers(place, parts)).written, 0);
    assert.ok((await publishLists(place, parts)).every(({ state }) => state === 'same'));
  }
  assert.deepEqual(filesBelow(join(root, 'pki')), filesBelow(www));
});
