import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { day, systemClock } from '#base';
import { verifyChain } from '#oracles';
import { findExtension, name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';

const held = { jobs: 'hold' } as const;

describe('authorities.crossSign', () => {
  test('gives another certificate for the same name, key and limits, beside its own', async () => {
    await using ca = await testApp({ ...held, defaultHostname: 'ca.example.com' });
    const told: unknown[] = [];
    ca.events.on('authority.certified', ({ payload }) => void told.push(payload));
    const other = await ca.authorities.create({ name: 'other', subject: name('CN=Other') });
    const cross = await ca.authorities.crossSign(ca.issuing, other);
    const { certificate } = cross;
    assert.deepEqual(certificate.subjectDer, ca.issuing.certificate.subjectDer);
    assert.deepEqual(certificate.spki, ca.issuing.certificate.spki);
    assert.deepEqual(certificate.issuer, other.subject);
    for (const type of ['subject_key_identifier', 'basic_constraints', 'key_usage'] as const)
      assert.deepEqual(
        findExtension(certificate.extensions, type),
        findExtension(ca.issuing.certificate.extensions, type),
      );
    assert.match(JSON.stringify(certificate.extensions), new RegExp(`/crl/ca/${other.serial}/`));
    assert.equal(certificate.notAfterMs, ca.issuing.certificate.notAfterMs);
    assert.deepEqual([cross.kind, cross.issuerId], ['cross', other.id]);
    assert.deepEqual(await ca.authorities.get(ca.issuing), ca.issuing);
    assert.equal((await ca.authorities.get({ serial: cross.serial })).id, ca.issuing.id);
    assert.equal((await ca.authorities.resolve(cross.serial)).id, ca.issuing.id);
    assert.deepEqual(
      (await ca.authorities.certified(other)).map(({ kind }) => kind),
      ['primary', 'cross'],
    );
    await ca.events.idle();
    const ids = { authorityId: ca.issuing.id, issuerId: other.id };
    assert.deepEqual(told, [{ actor: 'library', ...ids, serial: cross.serial, kind: 'cross' }]);
  });

  test('both chains hold for other software', async () => {
    await using ca = await testApp({ ...held, clock: systemClock });
    const other = await ca.authorities.create({ name: 'other', subject: name('CN=Other') });
    await ca.authorities.crossSign(ca.root, other);
    const issued = await ca.certificates.issue(ca.issuing, {
      csr: (await makeCsr()).pem,
      subject: name('CN=host.example.com'),
    });
    const chains = await ca.authorities.chains(ca.issuing);
    assert.deepEqual(
      chains.map((chain) => chain.map(({ certificate }) => certificate.issuer[0]?.value)),
      [
        ['Test Root', 'Test Root'],
        ['Test Root', 'Other', 'Other'],
      ],
    );
    for (const chain of chains) {
      const pems = chain.map(({ pem }) => pem);
      const question = { leaf: issued.pem, root: pems.pop() ?? '', intermediates: pems };
      for (const { accepted, words } of Object.values(await verifyChain(question)))
        assert.ok(accepted, words);
    }
  });

  test('never lives longer than either, and keeps to the path length that is left', async () => {
    await using ca = await testApp(held);
    const end = new Date(noon + 100 * day);
    const short = { name: 'short', subject: name('CN=Short'), notAfter: end, pathLength: 1 };
    const other = await ca.authorities.create(short);
    const asked = { notAfter: new Date(noon + 9000 * day) };
    const cross = await ca.authorities.crossSign(ca.root, other, asked);
    assert.equal(cross.certificate.notAfterMs, other.certificate.notAfterMs);
    assert.equal(
      findExtension(cross.certificate.extensions, 'basic_constraints')?.value.path_length,
      0,
    );
  });

  test('refuses what makes no sense, and nothing is on record', async () => {
    await using ca = await testApp(held);
    const full = { name: 'full', subject: name('CN=Full'), pathLength: 0 };
    const other = await ca.authorities.create(full);
    const cases = [
      [ca.root, ca.issuing, 'bad_request'],
      [ca.root, ca.root, 'bad_request'],
      [ca.root, other, 'authority_limit'],
      [ca.root, { name: 'nobody' }, 'not_found'],
    ] as const;
    for (const [subject, by, code] of cases)
      await assert.rejects(ca.authorities.crossSign(subject, by), { code });
    await ca.authorities.update(other, { enabled: false });
    await assert.rejects(ca.authorities.crossSign(ca.issuing, other), {
      code: 'authority_disabled',
    });
    assert.equal((await ca.authorities.certificates(ca.root)).length, 1);
  });

  test('name constraints of the issuer hold for what is cross-signed', async () => {
    await using ca = await testApp(held);
    const other = await ca.authorities.create({
      name: 'other',
      subject: name('CN=Other'),
      extensions: [
        {
          type: 'name_constraints',
          critical: true,
          value: {
            permitted_subtrees: [{ type: 'dirName', value: name('O=Example') }],
            excluded_subtrees: null,
          },
        },
      ],
    });
    await assert.rejects(ca.authorities.crossSign(ca.issuing, other), { code: 'lint_failed' });
  });

  test('a gate may refuse it', async () => {
    await using ca = await testApp(held);
    const asked: unknown[] = [];
    ca.events.before('authority.certify', (act) => {
      asked.push(act);
      throw new Error('no');
    });
    const other = await ca.authorities.create({ name: 'other', subject: name('CN=Other') });
    await assert.rejects(ca.authorities.crossSign(ca.root, other), { code: 'refused' });
    assert.deepEqual(asked, [{ subject: ca.root.serial, issuer: other.serial, kind: 'cross' }]);
  });
});
