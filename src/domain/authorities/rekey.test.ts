import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CaError, day, systemClock } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory, verifyChain } from '#oracles';
import { findExtension, name, parsePublicKey } from '#x509';
import { testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';

const held = { jobs: 'hold' } as const;

describe('authorities.rekey', () => {
  test('makes a second authority of the same name with a new key, and both links', async () => {
    await using ca = await testApp({ ...held, defaultHostname: 'ca.example.com' });
    const told: unknown[] = [];
    ca.events.on('authority.created', ({ payload }) => void told.push(payload));
    const changed = { website: 'https://ca.example.com/', caaIdentity: 'example.com' };
    const old = await ca.authorities.update(ca.root, changed);
    ca.clock.advance(3000 * day);
    const next = await ca.authorities.rekey(old, { name: 'root 2' });
    assert.deepEqual(next.certificate.subjectDer, old.certificate.subjectDer);
    assert.notDeepEqual(next.certificate.spki, old.certificate.spki);
    assert.deepEqual(
      parsePublicKey(next.certificate.spki).spec,
      parsePublicKey(old.certificate.spki).spec,
    );
    assert.deepEqual([next.parentId, next.apiEnabled], [null, true]);
    assert.deepEqual([next.website, next.caaIdentity], ['https://ca.example.com/', 'example.com']);
    const sign = JSON.stringify(next.sign);
    assert.ok(sign.includes(next.serial) && !sign.includes(old.serial), sign);
    const [, newWithOld] = await ca.authorities.certificates(next);
    const [, oldWithNew] = await ca.authorities.certificates(old);
    assert.deepEqual([newWithOld?.kind, newWithOld?.issuerId], ['new-with-old', old.id]);
    assert.deepEqual([oldWithNew?.kind, oldWithNew?.issuerId], ['old-with-new', next.id]);
    assert.deepEqual(newWithOld?.certificate.spki, next.certificate.spki);
    assert.deepEqual(oldWithNew?.certificate.spki, old.certificate.spki);
    for (const link of [newWithOld, oldWithNew])
      assert.equal(link?.certificate.notAfterMs, old.certificate.notAfterMs);
    await ca.events.idle();
    const { id: authorityId, serial } = next;
    const about = { serial, name: 'root 2', replaces: old.serial };
    assert.deepEqual(told.at(-1), { actor: 'library', authorityId, origin: 'rekeyed', ...about });
    assert.ok((await ca.authorities.get(old)).enabled, 'the old one goes on');
  });

  test('whoever trusts either root trusts what either has signed', async () => {
    await using ca = await testApp({ ...held, clock: systemClock });
    const next = await ca.authorities.rekey(ca.root, { name: 'root 2' });
    const parent = { name: 'issuing 2', subject: name('CN=Issuing 2'), parent: next };
    const issuing = await ca.authorities.create(parent);
    const roots = [ca.root, next].map(({ pem }) => pem);
    for (const signer of [ca.issuing, issuing]) {
      const csr = (await makeCsr()).pem;
      const issued = await ca.certificates.issue(signer, { csr, subject: name('CN=x') });
      const chains = await ca.authorities.chains(signer);
      assert.deepEqual(
        chains.map((chain) => chain.length),
        [2, 3],
      );
      assert.deepEqual(new Set(chains.map((chain) => chain.at(-1)?.pem)), new Set(roots));
      for (const chain of chains) {
        const pems = chain.map(({ pem }) => pem);
        const question = { leaf: issued.pem, root: pems.pop() ?? '', intermediates: pems };
        for (const { accepted, words } of Object.values(await verifyChain(question)))
          assert.ok(accepted, words);
      }
    }
  });

  test('the links of a root with a path length leave as much room as the root', async () => {
    await using ca = await testApp(held);
    const old = await ca.authorities.create({
      name: 'short',
      subject: name('CN=Short'),
      pathLength: 0,
    });
    const next = await ca.authorities.rekey(old, { name: 'short 2', key: { type: 'ed25519' } });
    for (const { certificate } of await ca.authorities.certificates(next))
      assert.deepEqual(findExtension(certificate.extensions, 'basic_constraints')?.value, {
        ca: true,
        path_length: 0,
      });
  });

  test('one below another gets its certificate from there, and no links', async () => {
    await using ca = await testApp(held);
    const next = await ca.authorities.rekey(ca.issuing, { name: 'issuing 2' });
    assert.equal(next.parentId, ca.root.id);
    assert.equal((await ca.authorities.certificates(next)).length, 1);
    assert.equal((await ca.authorities.certificates(ca.issuing)).length, 1);
    assert.ok(next.notAfter <= ca.root.notAfter);
  });

  test('when a link cannot be signed there is neither authority, link nor key', async () => {
    using directory = temporaryDirectory();
    const keys = `${directory.path}/keys`;
    const backend = files({ directory: keys });
    let left = Number.POSITIVE_INFINITY;
    const faulty: KeyBackend = {
      ...backend,
      sign: async (...act) => {
        if (left-- <= 0) throw new CaError('key_unavailable', 'The device is gone.');
        return backend.sign(...act);
      },
    };
    await using ca = await testApp({ ...held, keys: { default: faulty } });
    const before = readdirSync(keys);
    for (const signatures of [0, 1, 2]) {
      left = signatures;
      const rekeyed = ca.authorities.rekey(ca.root, { name: 'root 2' });
      await assert.rejects(rekeyed, { code: 'key_unavailable' });
      assert.deepEqual(readdirSync(keys), before);
      assert.equal((await ca.authorities.list()).length, 2);
      assert.equal((await ca.authorities.certificates(ca.root)).length, 1);
    }
    left = 3;
    assert.equal((await ca.authorities.rekey(ca.root, { name: 'root 2' })).name, 'root 2');
  });

  test('refuses a name that is taken, a key that is too small, an old root that signs nothing', async () => {
    await using ca = await testApp(held);
    const rekey = (name: string, more: object = {}): Promise<unknown> =>
      ca.authorities.rekey(ca.root, { name, ...more });
    await assert.rejects(rekey('issuing'), { code: 'already_exists' });
    await assert.rejects(rekey('x', { key: { type: 'rsa', bits: 1024 } }), { code: 'bad_key' });
    await ca.authorities.update(ca.root, { enabled: false });
    await assert.rejects(rekey('x'), { code: 'authority_disabled' });
  });
});
