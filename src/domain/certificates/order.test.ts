import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openApp, type App } from '#app';
import { CaError, fixedClock, isCaError, Secret } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { findExtension, name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { CertificateOrder, IssuedCertificate } from './index.ts';

const robot = { id: 7, name: 'robot' };

interface Tables {
  certificate: { state: string; serial: string; order_id: number | null; tbs: Uint8Array | null };
  certificate_order: { id: number; slug: string; status: string; serial: string | null };
  job: { payload: string };
}

describe('certificates.order', () => {
  test('answers pending, is worked on after, and ends issued', async () => {
    await using ca = await testApp();
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x'), profile: 'client' };
    const order = await ca.certificates.order(ca.issuing, request, robot);
    assert.match(order.slug, /^[a-zA-Z0-9]{12}$/);
    assert.deepEqual(
      [order.status, order.serial, order.error, order.username],
      ['pending', null, null, 'robot'],
    );
    const ended = await ca.certificates.waitForOrder(order, 5000);
    assert.equal(ended.status, 'issued');
    const issued = await ca.certificates.get({ authority: ca.issuing, serial: ended.serial ?? '' });
    assert.equal(issued.profile, 'client');
  });

  test('says what made it fail', async () => {
    await using ca = await testApp();
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x'), notAfter: new Date(0) };
    const order = await ca.certificates.order(ca.issuing, request, robot);
    const ended = await ca.certificates.waitForOrder(order, 5000);
    assert.deepEqual(
      [ended.status, ended.serial, ended.error?.code],
      ['failed', null, 'bad_validity'],
    );
  });

  test('refuses at once what can be told at once, and then there is no order', async () => {
    await using ca = await testApp();
    const { pem: csr } = await makeCsr();
    await assert.rejects(ca.certificates.order(ca.issuing, { csr: 'x' }, robot), (e) =>
      isCaError(e, 'bad_csr'),
    );
    await assert.rejects(ca.certificates.order(ca.issuing, { csr, profile: 'x' }, robot), (e) =>
      isCaError(e, 'not_found'),
    );
  });

  test('is seen by nobody but the one who made it, under the authority that has it', async () => {
    await using ca = await testApp();
    const { slug } = await ca.certificates.order(
      ca.issuing,
      { csr: (await makeCsr()).pem, subject: name('CN=x') },
      robot,
    );
    const seen = await ca.certificates.getOrder({ authority: ca.issuing, slug, userId: robot.id });
    assert.equal(seen.slug, slug);
    for (const ref of [
      { authority: ca.issuing, slug, userId: 8 },
      { authority: ca.root, slug, userId: robot.id },
      { authority: ca.issuing, slug: 'AAAAAAAAAAAA', userId: robot.id },
    ]) {
      await assert.rejects(ca.certificates.getOrder(ref), (error) => isCaError(error, 'not_found'));
    }
  });

  test('keeps the password of a key out of the database', async () => {
    using directory = temporaryDirectory();
    await using ca = await testApp({ database: `${directory.path}/ca.db` });
    const password = new Secret('a very secret word');
    const locked = await ca.authorities.create({
      name: 'locked',
      subject: name('CN=Locked'),
      unlock: { password },
    });
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const without = await ca.certificates.waitForOrder(
      await ca.certificates.order(locked, request, robot),
      5000,
    );
    assert.equal(without.error?.code, 'key_unavailable');
    const order = await ca.certificates.order(locked, { ...request, unlock: { password } }, robot);
    assert.equal((await ca.certificates.waitForOrder(order, 5000)).status, 'issued');
    const rows = await ca.db
      .reader<{ certificate_order: { request: string } }>()
      .selectFrom('certificate_order')
      .selectAll()
      .execute();
    assert.ok(!JSON.stringify(rows).includes('a very secret word'));
  });
});

describe('an order that the database has lost', () => {
  const lose = (ca: App, id: number): Promise<unknown> =>
    ca.db.transaction<Tables, unknown>((trx) =>
      trx.deleteFrom('certificate_order').where('id', '=', id).execute(),
    );
  const unknown = (error: unknown): boolean => isCaError(error, 'outcome_unknown');

  /** What becomes of the row while somebody waits for the order. */
  const losses: Readonly<Record<string, (ca: App, order: CertificateOrder) => Promise<unknown>>> = {
    'is gone': async (ca, { id }) => lose(ca, id),
    'is gone, and its number is that of another order': async (ca, { id }) => {
      const rows = ca.db.reader<Tables>().selectFrom('certificate_order').selectAll();
      const lost = await rows.where('id', '=', id).executeTakeFirstOrThrow();
      await lose(ca, id);
      const other = { ...lost, slug: 'another', status: 'issued', serial: '40AA' };
      await ca.db.transaction<Tables, unknown>((trx) =>
        trx.insertInto('certificate_order').values(other).execute(),
      );
    },
  };

  for (const [loss, happen] of Object.entries(losses)) {
    test(`has an end that nobody knows: its row ${loss}`, async () => {
      await using ca = await testApp({ jobs: 'hold' });
      const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
      const order = await ca.certificates.order(ca.issuing, request, robot);
      const waited = assert.rejects(ca.certificates.waitForOrder(order, 400), unknown);
      await happen(ca, order);
      await waited;
      await assert.rejects(ca.certificates.waitForOrder(order, 5000), unknown);
    });
  }
});

describe('an order whose orderer waits', () => {
  const waiting = { ...robot, waits: true };

  test('has what is to be signed on record with it, and whoever finds it signs that and nothing else', async () => {
    using directory = temporaryDirectory();
    const keys = { default: files({ directory: `${directory.path}/keys` }) };
    const common = { keys, database: `${directory.path}/ca.db`, clock: fixedClock(noon) };
    const before = await openApp({ ...common, jobs: 'hold' });
    const root = await before.authorities.create({ name: 'root', subject: name('CN=Root') });
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x'), actor: 'robot' };
    const order = await before.certificates.order(root, request, waiting);
    const [intent] = await before.db
      .reader<Tables>()
      .selectFrom('certificate')
      .selectAll()
      .execute();
    assert.deepEqual(
      [order.status, intent?.state, intent?.order_id],
      ['pending', 'intent', order.id],
    );
    await before.close();
    await using app = await openApp(common);
    const ended = await app.certificates.waitForOrder(order, 5000);
    assert.deepEqual([ended.status, ended.serial], ['issued', intent?.serial]);
    const { certificate } = await app.certificates.get({ serial: ended.serial ?? '' });
    assert.deepEqual(certificate.tbsDer, new Uint8Array(intent?.tbs ?? []));
    const issued = await app.events.list({ type: 'certificate.issued', limit: 9 });
    const told = issued.find(({ payload }) => payload['serial'] === ended.serial);
    assert.deepEqual([told?.actor, told?.payload['order']], ['robot', order.slug]);
  });

  test('leaves nothing of itself to another that has its number, once the database has lost it', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const { slug } = await ca.certificates.order(ca.issuing, request, waiting);
    await ca.db.transaction<Tables, unknown>(async (trx) => {
      await trx.updateTable('certificate_order').set({ slug: 'another' }).execute();
      const payload = JSON.stringify({ slug: 'another' });
      await trx.updateTable('job').set({ payload }).where('payload', 'like', `%${slug}%`).execute();
    });
    await ca.jobs.idle();
    const [told] = await ca.events.list({ type: 'certificate.issued', limit: 1 });
    assert.equal(told?.payload['order'], 'another');
  });

  test('fails with the words that it would have failed with later, its gates asked once', async () => {
    await using ca = await testApp();
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const order = await ca.certificates.order(
      ca.issuing,
      { ...request, notAfter: new Date(0) },
      waiting,
    );
    const ended = await ca.certificates.waitForOrder(order, 5000);
    assert.deepEqual([ended.status, ended.error?.code], ['failed', 'bad_validity']);
    let asked = 0;
    ca.events.before('certificate.issue', () => {
      asked += 1;
      throw new CaError('refused', 'Not today.');
    });
    const refused = await ca.certificates.waitForOrder(
      await ca.certificates.order(ca.issuing, request, waiting),
      5000,
    );
    assert.deepEqual([refused.status, refused.error?.detail, asked], ['failed', 'Not today.', 1]);
    assert.deepEqual(await ca.certificates.list(), []);
  });

  test('shares its transactions with others of the same turn, and each gets a certificate of its own', async () => {
    await using ca = await testApp();
    const { pem: csr } = await makeCsr();
    const subjects = ['CN=a', 'CN=b', 'CN=c', 'CN=d', 'CN=e'];
    const ended = await Promise.all(
      subjects.map(async (subject) => {
        const request = { csr, subject: name(subject) };
        const order = await ca.certificates.order(ca.issuing, request, waiting);
        return ca.certificates.waitForOrder(order, 5000);
      }),
    );
    for (const [at, { serial }] of ended.entries()) {
      const { subject } = await ca.certificates.get({ serial: serial ?? '' });
      assert.deepEqual(subject, name(subjects[at] ?? ''));
    }
    assert.equal((await ca.events.verify()).fault, undefined);
  });
});

describe('a profile that is edited', () => {
  const settings = { expires: 10, extensions: { key_usage: { value: ['digital_signature'] } } };
  const edited = { expires: 20, extensions: { key_usage: { value: ['key_agreement'] } } };
  const usageOf = (issued: IssuedCertificate): string =>
    findExtension(issued.certificate.extensions, 'key_usage')?.value.join() ?? '';

  for (const [title, profiles] of Object.entries({ changed: { mine: edited }, removed: {} })) {
    test(`does not change what was ordered before it was ${title}, only what is asked after`, async () => {
      using directory = temporaryDirectory();
      const keys = { default: files({ directory: `${directory.path}/keys` }) };
      const common = { keys, database: `${directory.path}/ca.db`, clock: fixedClock(noon) };
      const before = await openApp({ ...common, profiles: { mine: settings }, jobs: 'hold' });
      const root = await before.authorities.create({ name: 'root', subject: name('CN=Root') });
      const request = { csr: (await makeCsr()).pem, subject: name('CN=x'), profile: 'mine' };
      const order = await before.certificates.order(root, request, robot);
      const { version } = before.profiles.get('mine');
      await before.close();
      await using app = await openApp({ ...common, profiles });
      const ended = await app.certificates.waitForOrder(order, 5000);
      const issued = await app.certificates.get({ serial: ended.serial ?? '' });
      assert.deepEqual(
        [usageOf(issued), issued.notAfter.toISOString()],
        ['digital_signature', '2026-12-01T11:59:00.000Z'],
      );
      const events = await app.events.list({ after: 0, limit: 100 });
      const told = events.filter(({ type }) => type === 'certificate.issued');
      const versions = told.map(({ payload }) => payload['profileVersion']);
      assert.ok(versions.includes(version), versions.join());
      if (!app.profiles.find('mine')) return;
      const next = await app.certificates.issue(root, request);
      assert.equal(usageOf(next), 'key_agreement');
    });
  }

  test('and one that leaves fields to the CA refuses an order at once', async () => {
    const decides = { subject: 'ca', extensions: { key_usage: 'ca' } };
    await using ca = await testApp({ profiles: { mine: { ...settings, decides } } });
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x'), profile: 'mine' };
    await assert.rejects(ca.certificates.order(ca.issuing, request, robot), (error) =>
      isCaError(error, 'refused'),
    );
    await assert.rejects(ca.certificates.issue(ca.issuing, request), (error) =>
      isCaError(error, 'refused'),
    );
  });
});

describe('certificates.orderAgain', () => {
  test('makes a new certificate for the same key, subject and profile, under a new serial', async () => {
    await using ca = await testApp();
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x,O=Org'), profile: 'client' };
    const old = await ca.certificates.issue(ca.issuing, request);
    const order = await ca.certificates.orderAgain(ca.issuing, old, { user: robot });
    const ended = await ca.certificates.waitForOrder(order, 5000);
    const renewed = await ca.certificates.get({ serial: ended.serial ?? '' });
    assert.notEqual(renewed.serial, old.serial);
    assert.deepEqual(renewed.certificate.spki, old.certificate.spki);
    assert.deepEqual(renewed.certificate.subjectDer, old.certificate.subjectDer);
    assert.deepEqual(renewed.certificate.extensions, old.certificate.extensions);
    assert.deepEqual([renewed.profile, renewed.autogenerated], [old.profile, old.autogenerated]);
  });
});
