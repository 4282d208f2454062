/* Flows as people type them, against a server started as people start it. The scripts say what they need. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ask, findTool, skipWithout, temporaryDirectory } from '#oracles';
import { startServer, type RunningServer } from '../server.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function skipWithoutRequests(): string | false {
  const missing = skipWithout('python3', 'openssl');
  if (missing) return missing;
  const python = findTool('python3') ?? '';
  if (spawnSync(python, ['-c', 'import requests']).status === 0) return false;
  return 'python3 has no requests on this machine (Debian: apt-get install python3-requests)';
}

test(
  'an authority from the command line alone, in a shell',
  { skip: skipWithout('sh', 'openssl', 'sed') },
  async () => {
    using place = temporaryDirectory();
    const launcher = fileURLToPath(new URL('../../bin/certwright.js', import.meta.url));
    const program = place.write(
      'certwright',
      `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`,
    );
    chmodSync(program, 0o700);
    const env = {
      PATH: `${place.path}:${process.env['PATH']}`,
      CERTWRIGHT_DATA: `${place.path}/data`,
    };
    const answer = await ask('sh', [script('cli.sh')], { cwd: place.path, env });
    assert.equal(answer.exitCode, 0, answer.stderr + answer.stdout);
    const [verdict, exit, ...listed] = answer.stdout.trim().split('\n');
    assert.deepEqual([verdict, exit], ['chain.pem: OK', 'exit 1']);
    assert.deepEqual(listed, ['host.example.com (revoked)']);
  },
);

describe('scripts as typed', () => {
  const directory = temporaryDirectory();
  let server: RunningServer | undefined;
  before(async () => {
    server = await startServer({
      CERTWRIGHT_DATA: `${directory.path}/data`,
      CERTWRIGHT_ADMIN_PASSWORD: 'Pa:ss word',
    });
  });
  after(async () => {
    assert.equal(await server?.stop(), 0);
    directory[Symbol.dispose]();
  });

  test(
    'the quickstart in a shell',
    { skip: skipWithout('sh', 'openssl', 'curl', 'sed', 'awk') },
    async () => {
      using place = temporaryDirectory();
      const env = { API: `${server?.url}/api`, LOGIN: 'admin:Pa:ss word' };
      const answer = await ask('sh', [script('quickstart.sh')], { cwd: place.path, env });
      assert.equal(answer.exitCode, 0, answer.stderr + answer.stdout);
      const [authority, ...rest] = answer.stdout.trim().split('\n');
      assert.match(authority ?? '', /^ca [1-9A-F][0-9A-F]*$/);
      assert.deepEqual(rest, [
        'status pending',
        'status issued',
        'subject=CN=host.example.com',
        'reason key_compromise',
        'listed 0',
        'listed with revoked 1',
      ]);
    },
  );

  test('the quickstart in Python with requests', { skip: skipWithoutRequests() }, async () => {
    const env = { API: `${server?.url}/api`, LOGIN: 'admin:Pa:ss word' };
    const answer = await ask('python3', [script('quickstart.py')], { env });
    assert.equal(answer.exitCode, 0, answer.stderr + answer.stdout);
    assert.equal(answer.stdout, 'all well\n');
  });
});
