import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minute } from '#base';
import { name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { CertificateRow, CertificateTables } from './store.ts';

test('an intent is closed once it is old and nobody will take it up again, and its serial stays taken', async () => {
  await using ca = await testApp({ jobs: 'hold' });
  const { pem: csr } = await makeCsr();
  const made = await ca.certificates.issue(ca.issuing, { csr, subject: name('CN=x') });
  await ca.certificates.order(ca.issuing, { csr, subject: name('CN=y') }, { id: 1, name: 'ann' });
  const old = noon - 11 * minute;
  const intents: Record<string, Partial<CertificateRow>> = {
    '40A0': { created_ms: old },
    '40A1': { created_ms: noon - 9 * minute },
    '40A2': { created_ms: old, request_id: 'mine' },
    '40A3': { created_ms: old, order_id: 1 },
    '40A4': { created_ms: old, request_id: '' },
  };
  await ca.db.transaction<CertificateTables, void>(async (trx) => {
    const like = trx.selectFrom('certificate').selectAll().where('id', '=', made.id);
    const { id: _, ...row } = await like.executeTakeFirstOrThrow();
    const unsigned = {
      state: 'intent',
      der: null,
      sha256: null,
      tbs: made.certificate.der,
    } as const;
    for (const [serial, intent] of Object.entries(intents))
      await trx
        .insertInto('certificate')
        .values({ ...row, serial, ...unsigned, ...intent })
        .execute();
  });
  await ca.certificates.recover();
  const rows = await ca.db
    .reader<CertificateTables>()
    .selectFrom('certificate')
    .select('state')
    .where('serial', 'in', Object.keys(intents))
    .orderBy('serial')
    .execute();
  const states = rows.map(({ state }) => state);
  assert.deepEqual(states, ['abandoned', 'intent', 'intent', 'intent', 'intent']);
  const told = await ca.events.list({ type: 'certificate.abandoned', limit: 9 });
  assert.deepEqual(
    told.map(({ payload }) => payload['serial']),
    ['40A0'],
  );
  assert.equal((await ca.certificates.get({ id: made.id })).serial, made.serial);
});
