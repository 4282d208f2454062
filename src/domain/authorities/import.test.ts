import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { day, isCaError, Secret, type ErrorCode } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import {
  encodePkcs7,
  encodePkcs8,
  encryptPkcs8,
  generateKey,
  name,
  nameDer,
  privateKeyPem,
  publicKeyDer,
} from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { outsideAuthority, outsideCertificate } from '../../../test/outside.ts';
import type { ImportAuthority } from './import.ts';

const held = { jobs: 'hold' } as const;

describe('authorities.import', () => {
  test('takes in a root with its key, which then signs as any other', async () => {
    await using ca = await testApp(held);
    const { key, pem, certificate } = await outsideAuthority(noon);
    const told: unknown[] = [];
    ca.events.on('authority.created', ({ payload }) => void told.push(payload));
    const imported = await ca.authorities.import({
      name: 'old',
      certificate: pem,
      key: await privateKeyPem(key),
    });
    assert.equal(imported.serial, certificate.serial);
    assert.equal(imported.parentId, null);
    assert.deepEqual(imported.outside, []);
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const issued = await ca.certificates.issue(imported, request);
    assert.deepEqual(issued.issuer, name('CN=Outside'));
    await ca.events.idle();
    const { serial } = certificate;
    assert.deepEqual(told, [
      { actor: 'library', authorityId: imported.id, origin: 'imported', serial, name: 'old' },
    ]);
  });

  test('finds the authority of ours that signed it, and keeps those of others for its chain', async () => {
    await using ca = await testApp(held);
    const root = await outsideAuthority(noon);
    const middle = await outsideAuthority(noon, { subject: 'CN=Middle' }, { by: root });
    const issuing = await outsideAuthority(noon, { subject: 'CN=Issuing' }, { by: middle });
    const one = await ca.authorities.import({
      name: 'one',
      certificate: `${issuing.pem}${root.pem}${middle.pem}`,
      key: encodePkcs8(issuing.key),
    });
    assert.deepEqual(
      one.outside.map(({ serial }) => serial),
      [middle.certificate.serial, root.certificate.serial],
    );
    assert.deepEqual(await ca.authorities.above(one), one.outside);
    const two = await ca.authorities.import({
      name: 'two',
      certificate: middle.pem,
      key: encodePkcs8(middle.key),
    });
    assert.deepEqual([two.parentId, two.outside], [null, []]);
    const below = await outsideAuthority(noon, { subject: 'CN=Below' }, { by: middle });
    const three = await ca.authorities.import({
      name: 'three',
      certificate: encodePkcs7([below.certificate.der]),
      key: encodePkcs8(below.key),
      parent: { name: 'two' },
    });
    assert.equal(three.parentId, two.id);
  });

  test('opens an encrypted key, and locks it anew where asked to', async () => {
    await using ca = await testApp(held);
    const { key, pem } = await outsideAuthority(noon);
    const [theirs, ours] = [new Secret('theirs'), new Secret('ours')];
    const asked = { name: 'old', certificate: pem, key: await encryptPkcs8(key, theirs, 1000) };
    await assert.rejects(ca.authorities.import(asked), { code: 'bad_key' });
    const unlock = { password: ours };
    const imported = await ca.authorities.import({ ...asked, keyPassword: theirs, unlock });
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    await assert.rejects(ca.certificates.issue(imported, request), { code: 'key_unavailable' });
    await ca.certificates.issue(imported, { ...request, unlock });
  });

  test('one that has ended is taken in for what it was, and signs nothing', async () => {
    await using ca = await testApp(held);
    const { key, pem } = await outsideAuthority(noon - 400 * day);
    const old = await ca.authorities.import({
      name: 'old',
      certificate: pem,
      key: encodePkcs8(key),
    });
    const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    await assert.rejects(ca.certificates.issue(old, request), { code: 'authority_expired' });
  });

  test('a short serial and a path length are as they are', async () => {
    await using ca = await testApp(held);
    const { key, pem } = await outsideAuthority(noon, { serial: '1', pathLength: 0 });
    const one = await ca.authorities.import({
      name: 'one',
      certificate: pem,
      key: encodePkcs8(key),
      defaultHostname: 'ca.example.com',
    });
    assert.equal(one.serial, '1');
    assert.equal((await ca.authorities.get({ serial: '01' })).id, one.id);
    assert.match(JSON.stringify(one.sign), /http:\/\/ca\.example\.com\/crl\/1\//);
    await assert.rejects(
      ca.authorities.create({ name: 'below', subject: name('CN=b'), parent: one }),
      { code: 'authority_limit' },
    );
  });

  type Case = (ca: Awaited<ReturnType<typeof testApp>>) => Promise<Partial<ImportAuthority>>;
  const refusals: [title: string, change: Case, code: ErrorCode, words: RegExp][] = [
    [
      'a key that is another',
      async () => ({ key: encodePkcs8(await generateKey({ type: 'ed25519' })) }),
      'bad_certificate',
      /not for this key/,
    ],
    ['bytes that are no key', async () => ({ key: new Uint8Array([1]) }), 'bad_key', /./],
    ['text that is no certificate', async () => ({ certificate: 'x' }), 'bad_certificate', /./],
    [
      'a parent that did not sign it',
      async ({ root }) => ({ parent: root }),
      'bad_certificate',
      /not signed by root/,
    ],
    ['a parent that is not there', async () => ({ parent: { name: 'x' } }), 'not_found', /./],
    ['a name that is taken', async () => ({ name: 'root' }), 'already_exists', /named "root"/],
    ['a website that is none', async () => ({ website: 'x' }), 'bad_request', /URL/],
  ];
  for (const [title, change, code, words] of refusals) {
    test(`refuses ${title}; then there is neither an authority nor a key`, async () => {
      using directory = temporaryDirectory();
      const keys = `${directory.path}/keys`;
      await using ca = await testApp({ ...held, keys: { default: files({ directory: keys }) } });
      const before = readdirSync(keys);
      const { key, pem } = await outsideAuthority(noon);
      const plain = { name: 'new', certificate: pem, key: encodePkcs8(key) };
      await assert.rejects(
        ca.authorities.import({ ...plain, ...(await change(ca)) }),
        (error) => isCaError(error, code) && words.test(error.detail),
      );
      assert.equal((await ca.authorities.list()).length, 2);
      assert.deepEqual(readdirSync(keys), before);
    });
  }

  const leaf = {
    type: 'basic_constraints',
    critical: true,
    value: { ca: false, path_length: null },
  };
  const crlOnly = { type: 'key_usage', critical: true, value: ['crl_sign'] };
  const wrong: [title: string, changes: object, words: RegExp][] = [
    ['of a server', { extensions: [leaf] }, /not that of an authority/],
    ['without basic constraints', { extensions: [] }, /not that of an authority/],
    [
      'that may sign CRLs only',
      { extensions: [crlOnly, { ...leaf, value: { ca: true, path_length: null } }] },
      /key usage/,
    ],
  ];
  for (const [title, changes, words] of wrong) {
    test(`refuses a certificate ${title}`, async () => {
      await using ca = await testApp(held);
      const { key, pem } = await outsideAuthority(noon, changes);
      const asked = { name: 'new', certificate: pem, key: encodePkcs8(key) };
      await assert.rejects(
        ca.authorities.import(asked),
        (error) => isCaError(error, 'bad_certificate') && words.test(error.detail),
      );
    });
  }

  test('refuses one that bears the name of an issuer, but not its signature', async () => {
    await using ca = await testApp(held);
    const [real, fake] = [await outsideAuthority(noon), await outsideAuthority(noon)];
    const below = await outsideAuthority(noon, { subject: 'CN=Below' }, { by: fake });
    const asked = { name: 'new', certificate: below.pem + real.pem, key: encodePkcs8(below.key) };
    await assert.rejects(
      ca.authorities.import(asked),
      (error) => isCaError(error, 'bad_certificate') && /not signed by it/.test(error.detail),
    );
  });

  test('refuses one that its issuer had no right to sign', async () => {
    await using ca = await testApp(held);
    const root = await outsideAuthority(noon, { pathLength: 0 });
    const below = await outsideAuthority(noon, { subject: 'CN=Below' }, { by: root });
    const asked = { name: 'new', certificate: below.pem + root.pem, key: encodePkcs8(below.key) };
    await assert.rejects(ca.authorities.import(asked), { code: 'bad_certificate' });
  });

  test('refuses the same one twice, also as one further certificate of another', async () => {
    await using ca = await testApp(held);
    const { key, pem, certificate } = await outsideAuthority(noon);
    const asked = { name: 'one', certificate: pem, key: encodePkcs8(key) };
    const first = ca.authorities.import(asked);
    const second = ca.authorities.import({ ...asked, name: 'two' });
    const outcomes = await Promise.allSettled([first, second]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await assert.rejects(ca.authorities.import({ ...asked, name: 'three' }), {
      code: 'already_exists',
    });
    const { id } = await ca.authorities.get({ serial: certificate.serial });
    assert.equal(await ca.authorities.canSign(await ca.authorities.get({ id })), true);
  });

  test('a name in another spelling is not the issuer', async () => {
    await using ca = await testApp(held);
    const root = await outsideAuthority(noon, { subject: 'CN=Root of Others' });
    const imported = { name: 'root-2', certificate: root.pem, key: encodePkcs8(root.key) };
    await ca.authorities.import(imported);
    const below = await generateKey({ type: 'ed25519' });
    const odd = { ...root.certificate, subjectDer: nameDer(name('CN=ROOT of Others')) };
    const certificate = await outsideCertificate({ ...root, certificate: odd }, noon, {
      spki: publicKeyDer(below),
      subject: 'CN=Below',
    });
    const asked = { name: 'b', certificate: certificate.der, key: encodePkcs8(below) };
    await assert.rejects(ca.authorities.import({ ...asked, parent: { name: 'root-2' } }), {
      code: 'bad_certificate',
    });
  });
});
