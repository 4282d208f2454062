import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { toBase64 } from '#base';
import { createHttp, createLogger } from '#http';
import { temporaryDirectory } from '#oracles';
import { createStatus } from '#status';
import { issue, ocspApp, requestAbout, told } from '../ocsp.ts';

/** Revokes the serials it is given, one after the other, and says so of each once it is revoked. */
const revoker = `
  import { openApp } from '#app';
  import { files } from '#keys';
  import { createInterface } from 'node:readline';
  const [database, directory] = process.argv.slice(1);
  const app = await openApp({ database, keys: { default: files({ directory }) }, ocsp: 'hold', jobs: 'hold' });
  console.log('open');
  for await (const serial of createInterface(process.stdin)) {
    const authority = await app.authorities.get({ name: 'issuing' });
    await app.certificates.revoke(await app.certificates.get({ serial, authority }), { reason: 'keyCompromise' });
    console.log(serial);
  }
  await app.close();
`;

test('what one process revokes, another never calls good again, from the moment it is revoked', async () => {
  using directory = temporaryDirectory();
  const database = `sqlite:${directory.path}/ca.db`;
  await using ca = await ocspApp({ database, jobs: 'hold' });
  const serials = await Promise.all(
    Array.from({ length: 12 }, async () => (await issue(ca)).serial),
  );
  await using cleanup = new AsyncDisposableStack();
  const http = await createHttp({
    users: ca.users,
    surfaces: [createStatus(ca)],
    logger: createLogger({ level: 'silent' }),
    limits: { lagMs: 60_000 },
  });
  cleanup.defer(() => http.close());
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  cleanup.defer(() => void socket.destroy());
  const says = (serial: string): Promise<string> =>
    ask(socket, `/ocsp/${ca.issuing.serial}/cert/`, requestAbout(ca.issuing, serial));
  const args = ['--input-type=module', '--eval', revoker, database, `${directory.path}/keys`];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanup.defer(() => void child.kill());
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, 'open');
  for (const serial of serials) {
    // Twice: the second answer is the first one, at hand.
    assert.deepEqual([await says(serial), await says(serial)], ['good', 'good']);
    child.stdin.write(`${serial}\n`);
    assert.equal((await lines.next()).value, serial);
    assert.equal(await says(serial), 'revoked keyCompromise');
  }
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

async function ask(socket: Socket, path: string, request: Uint8Array): Promise<string> {
  socket.write(`GET ${path}${toBase64(request)} HTTP/1.1\r\nhost: h\r\n\r\n`);
  let answer = Buffer.alloc(0);
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    answer = Buffer.concat([answer, chunk]);
    const end = answer.indexOf('\r\n\r\n');
    const [, size] = /content-length: (\d+)/.exec(answer.toString('latin1')) ?? [];
    if (end < 0 || answer.length < end + 4 + Number(size)) continue;
    return told({ der: new Uint8Array(answer.subarray(end + 4)), keep: null }).says;
  }
}
