import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CaError, isCaError, type ErrorCode } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { findExtension, name } from '#x509';
import { testApp } from '../../../test/app.ts';
import type { CreateAuthority } from './new-authority.ts';

const pathLength = (authority: {
  certificate: { extensions: readonly never[] | readonly unknown[] };
}): unknown => findExtension(authority.certificate.extensions as never, 'basic_constraints')?.value;

describe('authorities.create', () => {
  test('makes a root of P-384 for ten years and one of P-256 below it for five', async () => {
    await using ca = await testApp();
    assert.equal(ca.root.certificate.algorithm.id, 'ecdsa-sha384');
    assert.equal(ca.issuing.certificate.algorithm.id, 'ecdsa-sha384');
    assert.deepEqual(pathLength(ca.root), { ca: true, path_length: null });
    assert.deepEqual(pathLength(ca.issuing), { ca: true, path_length: 0 });
    assert.equal(ca.root.notAfter.toISOString(), '2036-11-18T11:59:00.000Z');
    assert.equal(ca.issuing.notAfter.toISOString(), '2031-11-20T11:59:00.000Z');
    assert.equal(ca.issuing.parentId, ca.root.id);
    assert.deepEqual(
      (await ca.authorities.chain(ca.issuing)).map((each) => each.name),
      ['issuing', 'root'],
    );
  });

  test('cuts the end of a child to that of its parent', async () => {
    await using ca = await testApp();
    const notAfter = new Date('2099-01-01T00:00:00Z');
    const child = await ca.authorities.create({
      name: 'c',
      subject: name('CN=c'),
      parent: ca.root,
      notAfter,
    });
    assert.deepEqual(child.notAfter, ca.root.notAfter);
  });

  test('gives a child the URLs of its parent, and what it signs its own', async () => {
    await using ca = await testApp({ defaultHostname: 'ca.example.com' });
    const { certificate, sign } = ca.issuing;
    const points = findExtension(certificate.extensions, 'crl_distribution_points')?.value;
    assert.deepEqual(points?.[0]?.full_name, [
      { type: 'URI', value: `http://ca.example.com/crl/ca/${ca.root.serial}/` },
    ]);
    assert.equal(
      findExtension(ca.root.certificate.extensions, 'crl_distribution_points'),
      undefined,
    );
    assert.deepEqual(
      sign.authorityInformationAccess?.type === 'authority_information_access' &&
        sign.authorityInformationAccess.value.map((each) => each.access_location.value),
      [
        `http://ca.example.com/ocsp/${ca.issuing.serial}/cert/`,
        `http://ca.example.com/issuer/${ca.issuing.serial}.der`,
      ],
    );
  });

  const refusals: [title: string, request: Partial<CreateAuthority>, code: ErrorCode][] = [
    ['a name that is taken', { name: 'root' }, 'already_exists'],
    ['an empty name', { name: ' ' }, 'bad_request'],
    ['a subject without a common name', { subject: name('O=Org') }, 'bad_name'],
    ['a parent that is not there', { parent: { name: 'nobody' } }, 'not_found'],
    [
      'a parent whose path length leaves no room',
      { parent: { name: 'issuing' } },
      'authority_limit',
    ],
    ['an RSA key that is too small', { key: { type: 'rsa', bits: 1024 } }, 'bad_key'],
    ['an end in the past', { notAfter: new Date(0) }, 'bad_validity'],
    ['a key backend that is not configured', { keyBackend: 'hsm' }, 'bad_request'],
    [
      'a hash for a key that has its own',
      { key: { type: 'ed25519' }, algorithm: 'SHA-256' },
      'unsupported',
    ],
  ];
  for (const [title, request, code] of refusals) {
    test(`refuses ${title}; then there is neither an authority nor a key`, async () => {
      using directory = temporaryDirectory();
      const keys = `${directory.path}/keys`;
      await using ca = await testApp({ keys: { default: files({ directory: keys }) } });
      const before = readdirSync(keys);
      const asked = { name: 'new', subject: name('CN=New'), ...request };
      await assert.rejects(ca.authorities.create(asked), (error) => isCaError(error, code));
      assert.equal((await ca.authorities.list()).length, 2);
      assert.deepEqual(readdirSync(keys), before);
    });
  }

  test('refuses a parent that is disabled', async () => {
    await using ca = await testApp();
    await ca.authorities.update(ca.root, { enabled: false });
    const asked = { name: 'new', subject: name('CN=New'), parent: ca.root };
    await assert.rejects(ca.authorities.create(asked), (error) =>
      isCaError(error, 'authority_disabled'),
    );
  });
});

describe('authorities.recover', () => {
  test('frees the name of an authority whose making failed at the key, and destroys its key', async () => {
    using directory = temporaryDirectory();
    const keys = `${directory.path}/keys`;
    const backend = files({ directory: keys });
    let broken = false;
    const faulty: KeyBackend = {
      ...backend,
      sign: async (...act) => {
        if (broken) throw new CaError('key_unavailable', 'The device is gone.');
        return backend.sign(...act);
      },
    };
    await using ca = await testApp({ keys: { default: faulty } });
    const before = readdirSync(keys);
    broken = true;
    const asked = { name: 'new', subject: name('CN=New') };
    await assert.rejects(ca.authorities.create(asked), (error) =>
      isCaError(error, 'key_unavailable'),
    );
    assert.deepEqual(readdirSync(keys), before);
    broken = false;
    assert.equal((await ca.authorities.create(asked)).name, 'new');
  });

  test('gives up after ten minutes what a crash cut short', async () => {
    using directory = temporaryDirectory();
    const keys = `${directory.path}/keys`;
    const backend = files({ directory: keys });
    const reached = Promise.withResolvers<void>();
    const stuck: KeyBackend = {
      ...backend,
      sign: async (...act) => {
        if (readdirSync(keys).length < 3) return backend.sign(...act);
        reached.resolve();
        return new Promise<never>(() => {});
      },
    };
    await using ca = await testApp({ keys: { default: stuck }, jobs: 'hold' });
    void ca.authorities.create({ name: 'new', subject: name('CN=New') });
    await reached.promise;
    await ca.authorities.recover();
    assert.equal(readdirSync(keys).length, 3);
    ca.clock.advance(11 * 60_000);
    await ca.authorities.recover();
    assert.equal(readdirSync(keys).length, 2);
    assert.deepEqual(
      (await ca.authorities.list()).map((each) => each.name),
      ['root', 'issuing'],
    );
  });
});

describe('authorities.update', () => {
  test('changes what is given and nothing else', async () => {
    await using ca = await testApp();
    const changed = await ca.authorities.update(ca.issuing, {
      website: 'https://ca.example.com/',
      apiEnabled: false,
    });
    assert.deepEqual(
      { ...changed, website: '', apiEnabled: true, updated: ca.issuing.updated },
      ca.issuing,
    );
    assert.equal(changed.website, 'https://ca.example.com/');
    assert.equal(changed.apiEnabled, false);
  });

  test('refuses a name that is taken and an address that is none', async () => {
    await using ca = await testApp();
    await assert.rejects(ca.authorities.update(ca.issuing, { name: 'root' }), (error) =>
      isCaError(error, 'already_exists'),
    );
    await assert.rejects(
      ca.authorities.update(ca.issuing, { website: 'javascript:alert(1)' }),
      (error) => isCaError(error, 'bad_request') && error.problems[0]?.path[0] === 'website',
    );
  });
});

describe('authorities.resolve and preferred', () => {
  test('find by serial, prefix, name or CN; prefer the one that issues', async () => {
    await using ca = await testApp();
    for (const text of [
      ca.issuing.serial.toLowerCase(),
      ca.issuing.serial.slice(0, 20),
      'issuing',
      'Test Issuing',
    ]) {
      assert.equal((await ca.authorities.resolve(text)).id, ca.issuing.id, text);
    }
    await assert.rejects(ca.authorities.resolve('40'), (error) => isCaError(error, 'bad_request'));
    await assert.rejects(ca.authorities.resolve('nobody'), (error) =>
      isCaError(error, 'not_found'),
    );
    assert.equal((await ca.authorities.preferred()).id, ca.issuing.id);
    await ca.authorities.update(ca.issuing, { enabled: false });
    assert.equal((await ca.authorities.preferred()).id, ca.root.id);
  });
});

describe('I14: nothing is signed under a clock that went back', () => {
  test('refuses until the clock is right again', async () => {
    await using ca = await testApp();
    ca.clock.advance(-600_000);
    const asked = { name: 'new', subject: name('CN=New') };
    await assert.rejects(ca.authorities.create(asked), (error) =>
      isCaError(error, 'clock_untrusted'),
    );
    ca.clock.advance(600_000);
    assert.equal((await ca.authorities.create(asked)).name, 'new');
  });
});
