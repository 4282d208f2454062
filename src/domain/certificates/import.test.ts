import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { day } from '#base';
import { encodePkcs8, certificatePem, name, parseGeneralName } from '#x509';
import type { Authority } from '#authorities';
import { noon, testApp, type TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import {
  outsideAuthority,
  outsideCertificate,
  type OutsideChanges,
} from '../../../test/outside.ts';

const house = await outsideAuthority(noon, { subject: 'CN=House' });
const { spki } = await makeCsr();
const leaf: OutsideChanges = {
  subject: 'CN=old.example.com',
  extensions: [
    {
      type: 'subject_alternative_name',
      critical: false,
      value: [parseGeneralName('www.old.example.com')],
    },
  ],
};

/** Takes in the authority of the other house, which then is ours. */
function takeIn(ca: TestApp): Promise<Authority> {
  const key = encodePkcs8(house.key);
  return ca.authorities.import({ name: 'house', certificate: house.pem, key });
}

describe('certificates.import', () => {
  test('takes in what the authority signed elsewhere, as PEM or DER, also a short serial and one that ended', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const authority = await takeIn(ca);
    const cases: [OutsideChanges, (der: Uint8Array) => string | Uint8Array][] = [
      [leaf, certificatePem],
      [{ ...leaf, serial: '1' }, (der) => der],
      [{ ...leaf, serial: '2', notAfterMs: noon - day }, certificatePem],
    ];
    for (const [changes, form] of cases) {
      const past = changes.notAfterMs === undefined ? noon : noon - 2 * day;
      const { der, serial } = await outsideCertificate(house, past, { spki, ...changes });
      const imported = await ca.certificates.import(authority, form(der));
      assert.deepEqual(
        [imported.serial, imported.csr, imported.profile, imported.authorityId],
        [serial, null, '', authority.id],
      );
      assert.deepEqual(await ca.certificates.get({ serial }), imported);
    }
    const { certificates } = await ca.certificates.search({ name: 'www.old.example.com' });
    assert.equal(certificates.length, 3);
    assert.equal((await ca.certificates.resolve('2')).serial, '2');
    const revoked = await ca.certificates.revoke(await ca.certificates.get({ serial: '1' }));
    assert.equal(revoked.revocation?.reason, 'unspecified');
    await assert.rejects(ca.certificates.resign(revoked), { code: 'no_csr' });
  });

  test('refuses what the authority did not sign, and nothing is on record', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const authority = await takeIn(ca);
    const impostor = await outsideAuthority(noon, { subject: 'CN=House' });
    const forged = await outsideCertificate(impostor, noon, { spki, ...leaf });
    const { der } = await outsideCertificate(house, noon, { spki, ...leaf });
    const below = await outsideCertificate(house, noon, { spki, subject: 'CN=Below' });
    const cases: [Authority, string | Uint8Array, RegExp][] = [
      [ca.issuing, der, /names another issuer than issuing/],
      [authority, forged.der, /was not signed by house/],
      [authority, below.der, /is that of an authority/],
      [authority, der.slice(0, -1), /./],
      [authority, 'no certificate', /./],
    ];
    const { entries } = await ca.events.verify();
    for (const [issuer, input, message] of cases) {
      const refusal = ca.certificates.import(issuer, input);
      await assert.rejects(refusal, { code: /bad_(certificate|pem|der)/, message });
    }
    assert.deepEqual(await ca.certificates.list({ authority }), []);
    assert.equal((await ca.events.verify()).entries, entries);
  });

  test('a short serial is found though many others begin with it', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const authority = await takeIn(ca);
    for (let i = 0; i < 12; i++) {
      const { pem: csr } = await makeCsr();
      await ca.certificates.issue(ca.issuing, { csr, subject: name(`CN=h${i}`) });
    }
    const { der } = await outsideCertificate(house, noon, { spki, ...leaf, serial: '40' });
    const imported = await ca.certificates.import(authority, der);
    assert.deepEqual(await ca.certificates.resolve('40'), imported);
    await assert.rejects(ca.certificates.resolve('4'), { code: 'bad_request' });
  });

  test('one serial is taken in once, and the audit trail tells of it once', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const authority = await takeIn(ca);
    const { der } = await outsideCertificate(house, noon, { spki, ...leaf });
    const { entries } = await ca.events.verify();
    const outcomes = await Promise.allSettled([
      ca.certificates.import(authority, der),
      ca.certificates.import(authority, der),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    await assert.rejects(ca.certificates.import(authority, der), { code: 'already_exists' });
    assert.equal((await ca.certificates.list({ authority })).length, 1);
    assert.equal((await ca.events.verify()).entries, entries + 1);
  });
});

describe('certificates.resign', () => {
  test('makes a new one like the old one, which stays as it is', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const old = await ca.certificates.issue(ca.issuing, {
      csr: (await makeCsr()).pem,
      subject: name('O=Example,CN=host.example.com'),
      profile: 'client',
      algorithm: 'SHA-384',
      autogenerated: true,
      notAfter: new Date(noon + day),
      extensions: [
        {
          type: 'subject_alternative_name',
          critical: false,
          value: [parseGeneralName('host.example.com')],
        },
      ],
    });
    ca.clock.advance(day / 2);
    const again = await ca.certificates.resign(old);
    assert.notEqual(again.serial, old.serial);
    for (const key of ['subject', 'profile', 'csr', 'autogenerated', 'authorityId'] as const)
      assert.deepEqual(again[key], old[key], key);
    const types = (each: typeof old): string[] =>
      each.certificate.extensions.map(({ type }) => type).toSorted();
    assert.deepEqual(types(again), types(old));
    assert.equal(again.certificate.algorithm.hash, 'SHA-384');
    assert.ok(again.notAfter > old.notAfter);
    assert.deepEqual(await ca.certificates.get(old), old);
    const elsewhere = await ca.certificates.resign(old, {
      authority: ca.root,
      notAfter: old.notAfter,
    });
    assert.deepEqual(
      [elsewhere.authorityId, elsewhere.notAfter],
      [ca.root.id, new Date(Math.floor(old.notAfter.getTime() / 60_000) * 60_000)],
    );
  });
});
