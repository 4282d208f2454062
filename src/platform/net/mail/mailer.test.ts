import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { Secret } from '#base';
import { startMailServer } from '../../../../test/smtp.ts';
import { createMailer, MailError } from '../index.ts';
import type { MailSettings } from '../index.ts';

const from = 'ca@example.com';
const mail = { to: 'ann@example.com', subject: 'Hello', text: 'One line.\n', id: 'notice-1' };

function local(port: number, more: Partial<MailSettings> = {}): MailSettings {
  return { host: '127.0.0.1', port, tls: 'none', from, timeoutMs: 5000, ...more };
}

function headOf(raw: string): string {
  return raw.slice(0, raw.indexOf('\r\n\r\n'));
}

test('a mail arrives whole, from whom and to whom it should', async () => {
  await using server = await startMailServer();
  const text = 'Grüße aus Wien.\n.\nA line with a dot above.\n';
  await createMailer(local(server.port)).send({ ...mail, subject: 'Für Ann', text });
  const [received] = server.received;
  assert.ok(received);
  assert.deepEqual([received.from, received.to], [from, ['ann@example.com']]);
  const head = headOf(received.raw);
  assert.match(head, /^Message-ID: <notice-1@example\.com>\r?$/im);
  assert.match(head, /^Auto-Submitted: auto-generated\r?$/im);
  assert.match(head, /^Subject: =\?UTF-8\?/im);
});

test('nothing that is written to can add a header or a recipient', async () => {
  await using server = await startMailServer();
  const mailer = createMailer(local(server.port));
  const breaks = ['\r\n', '\n', '\r', '\u2028', '\u0085', '\0'];
  for (const end of breaks) {
    await mailer.send({
      ...mail,
      subject: `x${end}Bcc: eve@example.com${end}${end}body`,
      text: 'y',
    });
    await assert.rejects(
      mailer.send({ ...mail, to: `ann@example.com${end}Bcc: eve@example.com` }),
      {
        code: 'bad_request',
      },
    );
  }
  assert.equal(server.received.length, breaks.length);
  for (const { to, raw } of server.received) {
    assert.deepEqual(to, ['ann@example.com']);
    assert.doesNotMatch(headOf(raw), /^bcc/im);
    assert.match(headOf(raw), /^Subject: x Bcc: eve@example\.com body\r?$/m);
  }
});

test('what becomes of a mail that is not taken is told', async () => {
  await using server = await startMailServer();
  const mailer = createMailer(local(server.port, { timeoutMs: 1000 }));
  const cases = [
    [{ responseCode: 451 }, 'unsent'],
    [{ responseCode: 550 }, 'refused'],
    ['silence', 'unknown'],
  ] as const;
  for (const [refuse, outcome] of cases) {
    server.refuse = refuse;
    await assert.rejects(
      mailer.send(mail),
      (error) => error instanceof MailError && error.outcome === outcome,
      outcome,
    );
  }
  assert.deepEqual(server.received, []);
  const { port } = await startMailServer().then(async (gone) => {
    await gone[Symbol.asyncDispose]();
    return gone;
  });
  await assert.rejects(createMailer(local(port)).send(mail), { outcome: 'unsent' });
});

test('a sender that is none, and a password without TLS, stop the start', () => {
  const wrong: Partial<MailSettings>[] = [
    { from: 'nobody' },
    { from: 'a@b\r\nBcc: c@d' },
    { host: 'mail.example.com', user: 'ca' },
  ];
  for (const more of wrong)
    assert.throws(() => createMailer(local(25, more)), { code: 'bad_config' });
});

test('a login is by password or by the first line of a file', async () => {
  using directory = temporaryDirectory();
  const file = directory.write('pass', 'hush\nmore\n');
  await using server = await startMailServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'hush' ? done(null, { user: username }) : done(new Error('wrong')),
  });
  const login = (password: MailSettings['password']): Promise<void> =>
    createMailer(local(server.port, { user: 'ca', password })).send(mail);
  await login(new Secret('hush'));
  await login({ file });
  assert.deepEqual(
    server.received.map(({ user }) => user),
    ['ca', 'ca'],
  );
  await assert.rejects(login(new Secret('wrong')), { outcome: 'unsent' });
  await assert.rejects(login({ file: `${file}-gone` }), { code: 'bad_config' });
  await assert.rejects(login(undefined), { code: 'bad_config' });
});

test(
  'TLS is insisted on, and the server must be vouched for',
  { skip: skipWithout('openssl') },
  async () => {
    using directory = temporaryDirectory();
    const [keyFile, caFile] = ['key.pem', 'cert.pem'].map((name) => `${directory.path}/${name}`);
    const key = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'.split(' ');
    const names = '-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost'.split(
      ' ',
    );
    await openssl([...key, ...names, '-keyout', String(keyFile), '-out', String(caFile)]);
    const pair = { key: readFileSync(String(keyFile)), cert: readFileSync(String(caFile)) };
    for (const tls of ['starttls', 'implicit'] as const) {
      const secure = tls === 'implicit';
      await using server = await startMailServer({ ...pair, secure, disabledCommands: ['AUTH'] });
      await createMailer(local(server.port, { tls, caFile })).send(mail);
      assert.equal(server.received[0]?.secure, true);
      await assert.rejects(createMailer(local(server.port, { tls })).send(mail), {
        outcome: 'unsent',
      });
      assert.equal(server.received.length, 1);
    }
    await using plain = await startMailServer();
    await assert.rejects(createMailer(local(plain.port, { tls: 'starttls' })).send(mail), {
      outcome: 'unsent',
    });
    assert.deepEqual(plain.received, []);
  },
);
