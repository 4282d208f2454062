/* A database that came back without its last rows, as after a failover, gives their numbers to others. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import {
  acmeApp,
  csrFor,
  forNames,
  issueFor,
  putProof,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';

interface Tables {
  acme_account: { slug: string };
  acme_order: { slug: string; status: string; certificate_id: number | null };
  acme_authorization: { slug: string; status: string; caa_ms: number | null };
  acme_challenge: { slug: string; status: string };
}
type Table = keyof Tables;

const tables: readonly Table[] = ['acme_order', 'acme_authorization', 'acme_challenge'];

/** Gives the numbers of all rows of these tables to others. */
async function renumber({ db }: AcmeApp, ...which: readonly Table[]): Promise<void> {
  await db.transaction<Tables, void>(async (trx) => {
    for (const table of which)
      await trx
        .updateTable(table)
        .set({ slug: sql`'other-' || slug` })
        .execute();
  });
}

async function rows({ db }: AcmeApp): Promise<unknown[]> {
  const all = tables.map((table) => db.reader<Tables>().selectFrom(table).selectAll().execute());
  return (await Promise.all(all)).flat();
}

/** Files with keys that let something happen first, once it is said what. */
function interruptible(directory: string): {
  key: KeyBackend;
  next(act: () => Promise<void>): void;
} {
  const backend = files({ directory });
  let act: (() => Promise<void>) | undefined;
  const sign: KeyBackend['sign'] = async (...given) => {
    const happen = act;
    act = undefined;
    await happen?.();
    return backend.sign(...given);
  };
  return { key: { ...backend, sign }, next: (happen) => (act = happen) };
}

describe('what a job was booked for is lost', () => {
  test('before it runs: it does nothing to an order that has the number', async () => {
    await using app = await acmeApp();
    const account = await register(app);
    const { slug } = await readyOrder(app, account, forNames('a.example'));
    await app.acme.finalize(account, slug, await csrFor(['a.example']));
    await renumber(app, 'acme_order');
    const others = await rows(app);
    await app.jobs.idle();
    assert.deepEqual([await rows(app), await app.certificates.list()], [others, []]);
  });

  test('while it signs: an order that has the number does not become valid', async () => {
    using directory = temporaryDirectory();
    const { key, next } = interruptible(directory.path);
    await using app = await acmeApp({}, { keys: { default: key } });
    const account = await register(app);
    const { slug } = await readyOrder(app, account, forNames('a.example'));
    await app.acme.finalize(account, slug, await csrFor(['a.example']));
    let others: readonly unknown[] = [];
    next(async () => {
      await renumber(app, 'acme_order');
      others = await rows(app);
    });
    await app.jobs.idle();
    assert.ok(others.length > 0, 'it signed');
    assert.deepEqual(await rows(app), others);
  });

  for (const outcome of ['found', 'missing']) {
    test(`while it looks for a proof that is ${outcome}: a challenge that has the number waits on`, async () => {
      await using app = await acmeApp({ tries: 1 });
      const account = await register(app);
      const { authorizations } = await app.acme.newOrder(account, forNames('a.example'));
      const challenge = await putProof(app, account, authorizations[0] ?? '');
      if (outcome === 'missing') app.net.txt.clear();
      await app.acme.respond(account, challenge);
      let others: readonly unknown[] = [];
      const { resolve } = app.net;
      const interrupted: typeof resolve = async (...question) => {
        if (others.length === 0) await renumber(app, ...tables);
        if (others.length === 0) others = await rows(app);
        return resolve(...question);
      };
      Object.assign(app.net, { resolve: interrupted });
      await app.jobs.idle();
      assert.ok(others.length > 0, 'it looked');
      assert.deepEqual(await rows(app), others);
    });
  }
});

test('an account that is lost does nothing as one that has its number', async () => {
  await using app = await acmeApp();
  const account = await register(app);
  await renumber(app, 'acme_account');
  const others = () => app.db.reader<Tables>().selectFrom('acme_account').selectAll().execute();
  const before = await others();
  const { acme } = app;
  await assert.rejects(acme.newOrder(account, forNames('a.example')), refusal('no_such_account'));
  await assert.rejects(acme.updateAccount(account, { contact: [] }), refusal('no_such_account'));
  await assert.rejects(acme.deactivateAccount(account), refusal('unauthorized'));
  assert.deepEqual([await others(), await rows(app)], [before, []]);
});

test('a certificate that has the number of one that is lost is not that of its order', async () => {
  await using app = await acmeApp();
  const [one, two] = [await register(app), await register(app)];
  const orders = [
    await issueFor(app, one, forNames('a.example')),
    await issueFor(app, two, forNames('b.example')),
  ];
  const [first, second] = await app.certificates.list({ authority: app.issuing });
  const [lost = ''] = orders.map(({ slug }) => slug);
  assert.ok(first && second);
  await app.db.transaction<Tables, void>(async (trx) => {
    const all = trx.updateTable('acme_order');
    await all.set({ certificate_id: null }).execute();
    await all.set({ certificate_id: second.id }).where('slug', '=', lost).execute();
  });
  const chains = await app.acme.certificateChains(one, lost);
  assert.ok(chains.every((chain) => chain.startsWith(first.pem)));
  const request = { certificateDer: second.certificate.der, by: { account: one } };
  await assert.rejects(app.acme.revoke(app.issuing, request), refusal('unauthorized'));
});
