import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCsr } from '../../test/csr.ts';
import { startMailServer } from '../../test/smtp.ts';
import { fakeMachine, realMachine } from './fake-terminal.test.ts';

test('who watches a certificate gets a mail, once; a dry run sends none', async () => {
  await using machine = realMachine();
  await using server = await startMailServer();
  const config = machine.directory.write(
    'ca.yaml',
    `mail: { host: 127.0.0.1, port: ${server.port}, tls: none, from: ca@example.com }\n`,
  );
  const type = async (...words: string[]): Promise<string> => {
    const env = { CERTWRIGHT_CONFIG: config };
    const { exitCode, out, err } = await machine.type(words, { env });
    assert.equal(exitCode, 0, `${words.join(' ')}: ${err}`);
    return out;
  };
  const csr = machine.directory.write('host.csr', (await makeCsr()).pem);
  await type('ca', 'create', 'root', 'CN=Root');
  await type('cert', 'sign', '--csr', csr, '--subject', 'CN=host.example.com', '--expires', '5');

  const ann = 'Ann Lee <ann@example.com>';
  assert.equal(await type('cert', 'watchers', 'host.example.com', '--add', ann), `${ann}\n`);
  await type('cert_watchers', 'host.example.com', '-a', 'ben@example.com');
  assert.equal(
    await type('cert_watchers', 'host.example.com', '--rm', 'ben@example.com'),
    `${ann}\n`,
  );
  assert.equal(await type('ca', 'watchers', 'root', '-a', 'pki@example.com'), 'pki@example.com\n');

  const due = 'ann@example.com - certificate host.example.com (expires: 2026-11-26)\n';
  assert.equal(await type('notice', 'send', '--dry-run'), due);
  assert.equal(server.received.length, 0);
  assert.equal(await type('notice', 'send'), 'Mails sent: 1.\n');
  assert.equal(await type('notify_expiring_certs'), 'Mails sent: 0.\n');
  assert.equal(
    await type('notice', 'send', '--days', '30', '--json'),
    '{\n  "failed": 0,\n  "sent": 1\n}\n',
  );
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['ann@example.com'], ['ann@example.com']],
  );
});

test('who is to watch is said when a certificate is made, and goes over to one like it', async () => {
  await using machine = await fakeMachine();
  const csr = machine.directory.write('host.csr', (await makeCsr()).pem);
  await machine.must('ca', 'create', 'root', 'CN=Root');
  const sign = ['cert', 'sign', '--csr', csr, '--subject', 'CN=host.example.com', '--json'];
  const wrong = await machine.type([...sign, '--watch', 'nobody']);
  assert.deepEqual([wrong.exitCode, wrong.out], [2, '']);
  assert.equal(await machine.must('cert', 'list'), '');
  const serialOf = (json: string): string => (JSON.parse(json) as { serial: string }).serial;
  const watch = ['--watch', 'ann@example.com', '--watch', 'Ben <ben@example.com>'];
  const first = serialOf(await machine.must(...sign, ...watch));
  assert.match(
    await machine.must('cert', 'view', first),
    /^\* Watchers:\n {2}\* ann@example\.com\n {2}\* Ben <ben@example\.com>$/m,
  );
  const second = serialOf(await machine.must('cert', 'resign', first, '--json'));
  assert.equal(
    await machine.must('cert', 'watchers', second),
    'ann@example.com\nBen <ben@example.com>\n',
  );
  const third = serialOf(await machine.must('cert', 'resign', first, '--json', '--watch', 'x@y'));
  assert.equal(await machine.must('cert', 'watchers', third), 'x@y\n');
  assert.match(await machine.must('cert', 'view', first), /Watchers/);
});

test('without a mail server, or with one that takes nothing, it is said', async () => {
  await using machine = realMachine();
  const none = await machine.type(['notice', 'send']);
  assert.deepEqual([none.exitCode, none.out], [3, '']);
  assert.match(none.err, /the settings name no mail server/);
});
