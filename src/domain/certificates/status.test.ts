import assert from 'node:assert/strict';
import { test } from 'node:test';
import { name } from '#x509';
import { testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';

const { pem: csr } = await makeCsr();

test('the status of any number of certificates is asked for at once, each told once', async () => {
  await using ca = await testApp({ jobs: 'hold' });
  const issue = () => ca.certificates.issue(ca.issuing, { csr, subject: name('CN=x') });
  const { serial: first } = await issue();
  const { serial: third } = await issue();
  const revoked = await ca.certificates.revoke(await issue(), { reason: 'superseded' });
  const { serial: second } = revoked;
  const cases: [asked: string[], told: [serial: string, reason: string | undefined][]][] = [
    [[], []],
    [['40FF'], []],
    [[first], [[first, undefined]]],
    [
      [first, second],
      [
        [first, undefined],
        [second, 'superseded'],
      ],
    ],
    [
      [second, '40FF', third],
      [
        [second, 'superseded'],
        [third, undefined],
      ],
    ],
  ];
  for (const [asked, told] of cases) {
    const statuses = await ca.certificates.statuses(ca.issuing, asked);
    const seen = statuses.map(({ serial, revocation }) => [serial, revocation?.reason] as const);
    assert.deepEqual(
      seen.toSorted(([a], [b]) => (a < b ? -1 : 1)),
      told.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    assert.deepEqual(await ca.certificates.statuses(ca.root, asked), []);
  }
});
