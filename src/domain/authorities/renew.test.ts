import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { day, systemClock } from '#base';
import { verifyChain } from '#oracles';
import { findExtension, name, parseCsrText } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { outsideAuthority, outsideCertificate } from '../../../test/outside.ts';

const held = { jobs: 'hold' } as const;

describe('authorities.renew', () => {
  test('puts a new certificate for the same key in the place of the present one', async () => {
    await using ca = await testApp({ ...held, defaultHostname: 'ca.example.com' });
    const told: unknown[] = [];
    ca.events.on('authority.renewed', ({ payload }) => void told.push(payload));
    ca.clock.advance(1000 * day);
    const renewed = await ca.authorities.renew(ca.issuing);
    const [old, now] = [ca.issuing.certificate, renewed.certificate];
    assert.equal(renewed.id, ca.issuing.id);
    assert.notEqual(renewed.serial, ca.issuing.serial);
    assert.deepEqual([now.spki, now.subjectDer], [old.spki, old.subjectDer]);
    const types = (certificate: typeof now): string[] =>
      certificate.extensions.map(({ type }) => type).sort();
    assert.deepEqual(types(now), types(old));
    for (const { type } of old.extensions)
      assert.deepEqual(findExtension(now.extensions, type), findExtension(old.extensions, type));
    assert.equal(now.notAfterMs, old.notAfterMs + 1000 * day);
    await ca.events.idle();
    const { id, serial } = renewed;
    const payload = { actor: 'library', authorityId: id, serial, previous: ca.issuing.serial };
    assert.deepEqual(told, [payload]);
  });

  test('keeps the one before on record, and its serial as a name of the authority', async () => {
    await using ca = await testApp(held);
    const one = await ca.authorities.renew(ca.root);
    const two = await ca.authorities.renew(ca.root, { notAfter: new Date(noon + 90 * day) });
    assert.deepEqual(
      (await ca.authorities.certificates(two)).map(({ kind, serial, issuerId }) => [
        kind,
        serial,
        issuerId,
      ]),
      [
        ['primary', two.serial, two.id],
        ['previous', ca.root.serial, two.id],
        ['previous', one.serial, two.id],
      ],
    );
    for (const { serial } of [ca.root, one, two]) {
      assert.equal((await ca.authorities.get({ serial })).serial, two.serial);
      assert.equal((await ca.authorities.resolve(serial.toLowerCase())).id, two.id);
    }
    assert.deepEqual(
      (await ca.authorities.chains(two)).map((chain) => chain.length),
      [1],
      'a previous certificate makes no chain',
    );
  });

  test('what the old one signed stands on the new one as well', async () => {
    await using ca = await testApp({ ...held, clock: systemClock });
    const csr = (await makeCsr()).pem;
    const issued = await ca.certificates.issue(ca.issuing, { csr, subject: name('CN=x') });
    const root = await ca.authorities.renew(ca.root);
    const issuing = await ca.authorities.renew(ca.issuing);
    for (const intermediates of [[ca.issuing.pem], [issuing.pem]]) {
      for (const top of [ca.root.pem, root.pem]) {
        const verdicts = await verifyChain({ leaf: issued.pem, root: top, intermediates });
        for (const { accepted, words } of Object.values(verdicts)) assert.ok(accepted, words);
      }
    }
  });

  test('a child never outlives its issuer; a root that has ended begins anew', async () => {
    await using ca = await testApp(held);
    ca.clock.advance(3000 * day);
    const child = await ca.authorities.renew(ca.issuing);
    assert.deepEqual(child.notAfter, ca.root.notAfter);
    ca.clock.advance(1000 * day);
    await assert.rejects(ca.authorities.renew(ca.issuing), { code: 'authority_expired' });
    const root = await ca.authorities.renew(ca.root);
    assert.ok(root.notAfter > ca.root.notAfter);
    assert.ok((await ca.authorities.renew(ca.issuing)).notAfter <= root.notAfter);
  });

  test('a disabled root does not sign even itself; a disabled child is signed by its parent', async () => {
    await using ca = await testApp(held);
    for (const each of [ca.root, ca.issuing]) await ca.authorities.update(each, { enabled: false });
    await assert.rejects(ca.authorities.renew(ca.root), { code: 'authority_disabled' });
    await assert.rejects(ca.authorities.renew(ca.issuing), { code: 'authority_disabled' });
    await ca.authorities.update(ca.root, { enabled: true });
    assert.equal((await ca.authorities.renew(ca.issuing)).enabled, false);
  });

  test('one that another house signs is renewed there', async () => {
    await using ca = await testApp(held);
    const house = await outsideAuthority(noon);
    const { csr } = await ca.authorities.request({ name: 'new', subject: name('CN=New') });
    const { spki, subjectDer } = parseCsrText(csr);
    const { der } = await outsideCertificate(house, noon, { spki, subjectDer });
    const accepted = await ca.authorities.accept({ name: 'new' }, der);
    await assert.rejects(ca.authorities.renew(accepted), { code: 'unsupported' });
    assert.equal((await ca.authorities.get(accepted)).serial, accepted.serial);
  });

  test('of two that meet, both may win, but none is lost', async () => {
    await using ca = await testApp(held);
    const outcomes = await Promise.allSettled([
      ca.authorities.renew(ca.issuing),
      ca.authorities.renew(ca.issuing),
    ]);
    const won = outcomes.filter(({ status }) => status === 'fulfilled').length;
    const all = await ca.authorities.certificates(await ca.authorities.get(ca.issuing));
    assert.equal(all.length, 1 + won);
  });
});
