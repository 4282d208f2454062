import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { IssuedCertificate } from '#certificates';
import { day, hour } from '#base';
import { name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import type { TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { startMailServer } from '../../../test/smtp.ts';
import type { Received, TestMailServer } from '../../../test/smtp.ts';

interface Post extends AsyncDisposable {
  readonly app: TestApp;
  readonly server: TestMailServer;
  /** A certificate that ends in so many days. */
  issue(commonName: string, days: number): Promise<IssuedCertificate>;
  /** Recipient, and subject, of the mails that came since it was asked last. */
  arrived(): [to: string | undefined, subject: string][];
}

const from = 'ca@example.com';
const csr = makeCsr();

async function post(): Promise<Post> {
  const server = await startMailServer();
  const app = await testApp({
    jobs: 'hold',
    mail: { host: '127.0.0.1', port: server.port, tls: 'none', from },
    report: () => undefined,
  });
  return {
    app,
    server,
    issue: async (commonName, days) =>
      app.certificates.issue(app.issuing, {
        csr: (await csr).pem,
        subject: name(`CN=${commonName}`),
        notAfter: new Date(noon + days * day),
      }),
    arrived: () => server.received.splice(0).map(({ to, raw }) => [to[0], subjectOf(raw)]),
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function subjectOf(raw: string): string {
  return (/^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? '').replace(/\r\n/g, '');
}

function bodyOf({ raw }: Received): string {
  return raw.slice(raw.indexOf('\r\n\r\n')).replaceAll('=\r\n', '').replaceAll('\r\n', '\n');
}

test('each address gets one mail over all that is due, and each notice once', async () => {
  await using home = await post();
  const { app } = home;
  const near = await home.issue('near.example.com', 5);
  const nearer = await home.issue('nearer.example.com', 2);
  const far = await home.issue('far.example.com', 60);
  await app.notices.watch({ certificate: near }, ['ann@example.com', 'Ben <ben@example.com>']);
  for (const certificate of [nearer, far])
    await app.notices.watch({ certificate }, ['ann@example.com']);

  deepEqual(await app.notices.send(), { sent: 2, failed: 0 });
  const [toAnn] = home.server.received;
  ok(toAnn);
  match(
    bodyOf(toAnn),
    /certificate for nearer\.example\.com will expire on 2026-11-23\.\nSerial: [0-9A-F]+\n\nThe certificate for near\.example\.com will expire on 2026-11-26\./,
  );
  doesNotMatch(toAnn.raw, /far\.example|ben@/);
  deepEqual(home.arrived(), [
    ['ann@example.com', '2 certificates will expire, the first on 2026-11-23'],
    ['ben@example.com', 'Certificate expiration for near.example.com on 2026-11-26'],
  ]);
  for (let i = 0; i < 3; i++) deepEqual(await app.notices.send(), { sent: 0, failed: 0 });
  app.clock.advance(hour);
  deepEqual(await app.notices.send(), { sent: 0, failed: 0 });
  equal(home.server.received.length, 0);
});

test('over the last fifteen days there are four mails, also when some days nobody looks', async () => {
  await using home = await post();
  const certificate = await home.issue('host.example.com', 20);
  await home.app.notices.watch({ certificate }, ['ann@example.com']);
  const days: number[] = [];
  for (let left = 20; left >= -2; left--) {
    // Nobody looks on the very days of two of the notices.
    if (left !== 15 && left !== 4) await home.app.notices.send();
    if (home.arrived().length > 0) days.push(left);
    home.app.clock.advance(day);
  }
  deepEqual(days, [14, 8, 3, 2]);
});

test('a daily job looks, and mails; a server that is away is tried again', async () => {
  await using home = await post();
  const { app, server } = home;
  const certificate = await home.issue('host.example.com', 6);
  await app.notices.watch({ certificate }, ['ann@example.com']);
  server.refuse = { responseCode: 451 };
  await app.notices.start();
  await app.jobs.idle();
  deepEqual(home.arrived(), []);
  server.refuse = undefined;
  app.clock.advance(5 * 60_000);
  await app.jobs.idle();
  equal(home.arrived().length, 1);
  app.clock.advance(day);
  await app.jobs.idle();
  equal(home.arrived().length, 0, 'the same bracket of days');
  app.clock.advance(day);
  await app.jobs.idle();
  equal(home.arrived().length, 1, 'three days before');
});

test('a mail that the server may have is not sent again, nor one that it refused for good', async () => {
  await using home = await post();
  const { app, server } = home;
  const certificate = await home.issue('host.example.com', 5);
  await app.notices.watch({ certificate }, ['ann@example.com', 'ben@example.com']);
  const outcomes: unknown[] = [];
  app.events.on('notice.failed', ({ payload }) => void outcomes.push(payload['outcome']));
  server.refuse = { responseCode: 550 };
  deepEqual(await app.notices.send({ days: [5] }), { sent: 0, failed: 2 });
  server.refuse = 'silence';
  deepEqual(await app.notices.send({ days: [6] }), { sent: 0, failed: 2 });
  server.refuse = undefined;
  for (const days of [[5], [6]])
    deepEqual(await app.notices.send({ days }), { sent: 0, failed: 0 });
  await app.events.idle();
  deepEqual(outcomes, ['refused', 'refused', 'unknown', 'unknown']);
});

test('what a process had in hand when it died is told of, and not sent again', async () => {
  await using home = await post();
  const { app } = home;
  const certificate = await home.issue('host.example.com', 5);
  await app.notices.watch({ certificate }, ['ann@example.com']);
  home.server.refuse = { responseCode: 451 };
  await app.notices.send();
  // As a process leaves it that was killed between taking the notice and the answer of the server.
  await app.db.transaction<{ notice: { state: string } }, unknown>((trx) =>
    trx.updateTable('notice').set({ state: 'sending' }).execute(),
  );
  home.server.refuse = undefined;
  app.clock.advance(20 * 60_000);
  deepEqual(await app.notices.send(), { sent: 0, failed: 0 });
  const trail = await app.events.list({ limit: 1, type: 'notice.failed' });
  deepEqual(trail[0]?.payload['outcome'], 'unknown');
});

test('two processes that look at once send one mail', async () => {
  await using home = await post();
  const certificate = await home.issue('host.example.com', 5);
  await home.app.notices.watch({ certificate }, ['ann@example.com']);
  await Promise.all([1, 2, 3].map(() => home.app.notices.send()));
  await home.app.jobs.idle();
  equal(home.arrived().length, 1);
});

test('nobody hears of what was revoked, or is watched no more', async () => {
  await using home = await post();
  const { app } = home;
  const revoked = await home.issue('revoked.example.com', 5);
  const left = await home.issue('left.example.com', 5);
  for (const certificate of [revoked, left])
    await app.notices.watch({ certificate }, ['ann@example.com']);
  await app.certificates.revoke(revoked, { reason: 'superseded' });
  deepEqual(await app.notices.unwatch({ certificate: left }, ['ann@example.com', 'x@y']), []);
  deepEqual(await app.notices.send(), { sent: 0, failed: 0 });
  const late = await home.issue('late.example.com', 5);
  await app.notices.watch({ certificate: late }, ['ann@example.com']);
  home.server.refuse = { responseCode: 451 };
  await app.notices.send();
  await app.certificates.revoke(late, { reason: 'superseded' });
  home.server.refuse = undefined;
  await app.notices.send();
  deepEqual(home.arrived(), []);
});

test('authorities are watched too', async () => {
  await using home = await post();
  const { app } = home;
  const short = await app.authorities.create({
    name: 'short',
    subject: name('CN=Short'),
    parent: app.root,
    notAfter: new Date(noon + 3 * day),
  });
  await app.notices.watch({ authority: short }, ['ann@example.com']);
  deepEqual(await app.notices.send(), { sent: 1, failed: 0 });
  deepEqual(home.arrived(), [
    ['ann@example.com', 'Certificate expiration for Short on 2026-11-24'],
  ]);
});

test('watchers are addresses, each once; a later name takes the place of an earlier', async () => {
  await using home = await post();
  const { app } = home;
  const certificate = await home.issue('host.example.com', 5);
  await app.notices.watch({ certificate }, ['ann@Example.com', 'Ann Lee <ann@example.com>']);
  deepEqual(await app.notices.watch({ certificate }, ['ann@example.com']), [
    { id: 1, name: 'Ann Lee', email: 'ann@example.com' },
  ]);
  for (const wrong of ['', 'ann', 'a@b, c@d', 'Ann\nBcc: x@y <a@b>', '<a@b> <c@d>', 'a@b\r\nX: y'])
    await rejects(app.notices.watch({ certificate }, ['new@example.com', wrong]), {
      code: 'bad_request',
    });
  equal((await app.notices.watchers({ certificate })).length, 1);
  await rejects(app.notices.watch({ certificate: { id: 99 } }, ['a@b']), { code: 'not_found' });
  const trail = JSON.stringify(await app.events.list({ limit: 1000 }));
  match(trail, /watcher\.added/);
  doesNotMatch(trail, /ann@/);
});

test('a hostile common name stays inside its line', async () => {
  await using home = await post();
  const { app } = home;
  const certificate = await app.certificates.issue(app.issuing, {
    csr: (await csr).pem,
    subject: [
      { oid: '2.5.4.3', value: '=?utf-8?Q?x=0D=0ABcc:_eve@example.com?= <eve@example.com>, x' },
    ],
    notAfter: new Date(noon + 5 * day),
  });
  await app.notices.watch({ certificate }, ['ann@example.com']);
  await app.notices.send();
  const [mail] = home.server.received;
  deepEqual(mail?.to, ['ann@example.com']);
  doesNotMatch(mail?.raw ?? '', /^(?:bcc|cc|to: eve)/im);
});

test('without a mail server it is said, and nothing is noted', async () => {
  await using app = await testApp({ jobs: 'hold' });
  await rejects(app.notices.send(), { code: 'bad_config' });
});
