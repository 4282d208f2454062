import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalBytes } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { encodePkcs8, name, parseCsrText } from '#x509';
import { noon, testApp, type TestApp } from '../../../test/app.ts';
import { outsideAuthority, outsideCertificate } from '../../../test/outside.ts';
import type { AuthorityTables } from './tables.ts';

type Act = readonly [title: string, act: (ca: TestApp) => Promise<unknown>, signatures: number];

const subject = name('CN=New');
const house = await outsideAuthority(noon);
const acts: readonly Act[] = [
  ['create a root', (ca) => ca.authorities.create({ name: 'new', subject }), 1],
  ['create below', (ca) => ca.authorities.create({ name: 'below', subject, parent: ca.root }), 1],
  [
    'import',
    (ca) =>
      ca.authorities.import({
        name: 'house',
        certificate: house.pem,
        key: encodePkcs8(house.key),
        defaultHostname: false,
      }),
    0,
  ],
  ['request', (ca) => ca.authorities.request({ name: 'asked', subject }), 1],
  ['accept', accept, 0],
  ['request again', (ca) => ca.authorities.requestAgain({ name: 'asked' }), 1],
  ['cross-sign', (ca) => ca.authorities.crossSign(ca.issuing, { name: 'new' }), 1],
  ['renew', (ca) => ca.authorities.renew(ca.issuing), 1],
  ['rekey', (ca) => ca.authorities.rekey(ca.root, { name: 'root 2' }), 3],
  ['update', (ca) => ca.authorities.update(ca.root, { website: '' }), 0],
  ['revoke', (ca) => ca.authorities.revoke(ca.issuing), 0],
  ['withdraw', withdraw, 1],
];

async function accept(ca: TestApp): Promise<void> {
  const [waiting] = await ca.authorities.requested();
  const { spki, subjectDer } = parseCsrText(waiting?.csr ?? '');
  const { der } = await outsideCertificate(house, noon, { spki, subjectDer });
  await ca.authorities.accept({ name: 'asked' }, der, { issuer: { name: 'house' } });
}

async function withdraw(ca: TestApp): Promise<void> {
  await ca.authorities.request({ name: 'vain', subject });
  await ca.authorities.withdraw({ name: 'vain' });
}

test('I1, I11: exact bytes are on record before each signature, and each act is one entry', async (t) => {
  using directory = temporaryDirectory();
  const backend = files({ directory: `${directory.path}/keys` });
  const seen: Uint8Array[] = [];
  let recorded: (message: Uint8Array) => Promise<boolean> = async () => true;
  const watched: KeyBackend = {
    ...backend,
    sign: async (key, message, ...how) => {
      if (await recorded(message)) seen.push(message);
      return backend.sign(key, message, ...how);
    },
  };
  await using ca = await testApp({ jobs: 'hold', keys: { default: watched } });
  recorded = async (message) => (await unsigned(ca)).some((tbs) => equalBytes(tbs, message));
  for (const [title, act, signatures] of acts) {
    await t.test(title, async () => {
      const [signed, entries] = [seen.length, (await ca.events.verify()).entries];
      await act(ca);
      assert.equal(seen.length - signed, signatures);
      const { entries: now } = await ca.events.verify();
      assert.equal(now - entries, title === 'withdraw' ? 2 : 1);
    });
  }
  assert.deepEqual(await unsigned(ca), [], 'what is signed is no intent any more');
});

/** What is on record to be signed. */
async function unsigned({ db }: TestApp): Promise<Uint8Array[]> {
  const reader = db.reader<AuthorityTables>();
  const rows = [
    ...(await reader.selectFrom('authority').select('tbs').execute()),
    ...(await reader.selectFrom('authority_certificate').select('tbs').execute()),
  ];
  return rows.flatMap(({ tbs }) => tbs ?? []);
}
