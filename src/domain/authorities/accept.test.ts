import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { day, isCaError, type ErrorCode } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { certificatePem, encodePkcs7, findExtension, name, parseCsrText, verifyCsr } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import {
  outsideAuthority,
  outsideCertificate,
  type OutsideChanges,
} from '../../../test/outside.ts';
import type { RequestedAuthority } from './authority.ts';

const held = { jobs: 'hold' } as const;
const subject = name('O=Example,CN=Example Issuing');
const asked = { name: 'new', subject };
const { spki: stranger } = await makeCsr();

const answerTo = async (
  { csr }: Pick<RequestedAuthority, 'csr'>,
  by: Awaited<ReturnType<typeof outsideAuthority>>,
  changes: OutsideChanges = {},
): ReturnType<typeof outsideCertificate> => {
  const { spki, subjectDer } = parseCsrText(csr);
  return outsideCertificate(by, noon, { spki, subjectDer, ...changes });
};

describe('authorities.request', () => {
  test('makes a CSR that asks for an authority, and waits', async () => {
    await using ca = await testApp(held);
    const waiting = await ca.authorities.request({ ...asked, pathLength: 1 });
    const csr = parseCsrText(waiting.csr);
    verifyCsr(csr);
    assert.deepEqual(csr.subject, subject);
    assert.deepEqual(
      csr.extensions.map(({ type, critical }) => `${type}${critical ? '!' : ''}`),
      ['key_usage!', 'basic_constraints!', 'subject_key_identifier'],
    );
    assert.deepEqual(findExtension(csr.extensions, 'basic_constraints')?.value, {
      ca: true,
      path_length: 1,
    });
    assert.deepEqual(await ca.authorities.requested(), [waiting]);
    assert.equal(await ca.authorities.find({ name: 'new' }), undefined);
    assert.equal((await ca.authorities.list()).length, 2);
    for (const taken of [() => ca.authorities.create(asked), () => ca.authorities.request(asked)])
      await assert.rejects(taken, { code: 'already_exists' });
  });

  test('is given up with its key, and its name is free again', async () => {
    using directory = temporaryDirectory();
    const keys = `${directory.path}/keys`;
    await using ca = await testApp({ ...held, keys: { default: files({ directory: keys }) } });
    const before = readdirSync(keys);
    await ca.authorities.request(asked);
    assert.equal(readdirSync(keys).length, before.length + 1);
    await ca.authorities.withdraw({ name: 'new' });
    assert.deepEqual([await ca.authorities.requested(), readdirSync(keys)], [[], before]);
    await assert.rejects(ca.authorities.withdraw({ name: 'new' }), { code: 'not_found' });
    await ca.authorities.request(asked);
  });
});

describe('authorities.accept', () => {
  test('makes an authority of one that waits, whatever form the answer has', async () => {
    const forms: ((own: Uint8Array, root: Uint8Array) => string | Uint8Array)[] = [
      (own, root) => certificatePem(root) + certificatePem(own),
      (own, root) => encodePkcs7([root, own]),
      (own) => own,
    ];
    for (const [i, form] of forms.entries()) {
      await using ca = await testApp({ ...held, defaultHostname: 'ca.example.com' });
      const house = await outsideAuthority(noon);
      const waiting = await ca.authorities.request(asked);
      const certificate = await answerTo(waiting, house);
      const answer = form(certificate.der, house.certificate.der);
      const accepted = await ca.authorities.accept({ name: 'new' }, answer);
      assert.equal(accepted.id, waiting.id);
      assert.equal(accepted.serial, certificate.serial);
      assert.deepEqual([accepted.parentId, accepted.outside.length], [null, i === 2 ? 0 : 1]);
      assert.deepEqual(await ca.authorities.requested(), []);
      const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
      const issued = await ca.certificates.issue(accepted, request);
      const points = findExtension(issued.certificate.extensions, 'crl_distribution_points');
      assert.deepEqual(points?.value[0]?.full_name, [
        { type: 'URI', value: `http://ca.example.com/crl/${certificate.serial}/` },
      ]);
      const [chain = []] = await ca.authorities.chains(accepted);
      assert.equal(chain.length, i === 2 ? 1 : 2);
    }
  });

  test('knows an authority of ours that signed', async () => {
    await using ca = await testApp(held);
    const house = await outsideAuthority(noon);
    const { key } = house;
    const imported = await ca.authorities.import({
      name: 'house',
      certificate: house.pem,
      key: new Uint8Array(key.export({ format: 'der', type: 'pkcs8' })),
    });
    const { der } = await answerTo(await ca.authorities.request(asked), house);
    const accepted = await ca.authorities.accept({ name: 'new' }, der);
    assert.equal(accepted.parentId, imported.id);
  });

  test('the limits of the other house bind what is signed', async () => {
    await using ca = await testApp(held);
    const house = await outsideAuthority(noon, { pathLength: 1 });
    const { der } = await answerTo(await ca.authorities.request(asked), house);
    const accepted = await ca.authorities.accept({ name: 'new' }, der, { chain: house.pem });
    const below = { name: 'below', subject: name('CN=below'), parent: accepted };
    const request = { ...below, pathLength: 0 };
    await assert.rejects(ca.authorities.create(request), { code: 'authority_limit' });
  });

  test('a newer one by another house takes the place of the present one', async () => {
    await using ca = await testApp(held);
    const house = await outsideAuthority(noon);
    const first = await answerTo(await ca.authorities.request(asked), house);
    const accepted = await ca.authorities.accept({ name: 'new' }, first.der);
    const csr = await ca.authorities.requestAgain(accepted);
    verifyCsr(parseCsrText(csr));
    const second = await answerTo({ csr }, house, { notAfterMs: noon + 300 * day });
    const renewed = await ca.authorities.accept(accepted, second.der, { chain: house.pem });
    assert.deepEqual([renewed.id, renewed.serial], [accepted.id, second.serial]);
    assert.equal(renewed.outside.length, 1);
    assert.deepEqual(
      (await ca.authorities.certificates(renewed)).map(({ kind, serial }) => [kind, serial]),
      [
        ['primary', second.serial],
        ['previous', first.serial],
      ],
    );
  });

  test('one for a root is a cross-certificate beside its own', async () => {
    await using ca = await testApp(held);
    const house = await outsideAuthority(noon);
    const csr = await ca.authorities.requestAgain(ca.root);
    const cross = await answerTo({ csr }, house);
    const root = await ca.authorities.accept(ca.root, cross.der, { chain: house.pem });
    assert.equal(root.serial, ca.root.serial);
    const chains = await ca.authorities.chains(ca.issuing);
    assert.deepEqual(
      chains.map((chain) => chain.map(({ certificate }) => certificate.serial)),
      [
        [ca.issuing.serial, ca.root.serial],
        [ca.issuing.serial, cross.serial, house.certificate.serial],
      ],
    );
  });

  const refusals: [title: string, changes: OutsideChanges, code: ErrorCode, words: RegExp][] = [
    ['for another key', { spki: stranger }, 'bad_certificate', /for this key/],
    ['that is no authority', { extensions: [] }, 'bad_certificate', /not that of an authority/],
    ['that has ended', { notAfterMs: noon - 1 }, 'bad_certificate', /expired/],
  ];
  for (const [title, changes, code, words] of refusals) {
    test(`refuses a certificate ${title}, and goes on waiting`, async () => {
      await using ca = await testApp(held);
      const waiting = await ca.authorities.request(asked);
      const { der } = await answerTo(waiting, await outsideAuthority(noon), changes);
      await assert.rejects(
        ca.authorities.accept(waiting, der),
        (error) => isCaError(error, code) && words.test(error.detail),
      );
      assert.deepEqual(await ca.authorities.requested(), [waiting]);
    });
  }

  test('refuses a certificate that its issuer did not sign, or that is for another name', async () => {
    await using ca = await testApp(held);
    const [house, other] = [await outsideAuthority(noon), await outsideAuthority(noon)];
    const waiting = await ca.authorities.request(asked);
    const { der } = await answerTo(waiting, house);
    for (const options of [{ chain: other.pem }, { issuer: ca.root }])
      await assert.rejects(ca.authorities.accept(waiting, der, options), {
        code: 'bad_certificate',
      });
    const accepted = await ca.authorities.accept(waiting, der);
    const { der: renamed } = await answerTo(waiting, house, {
      subjectDer: ca.root.certificate.subjectDer,
    });
    await assert.rejects(ca.authorities.accept(accepted, renamed), { code: 'bad_certificate' });
    await assert.rejects(ca.authorities.accept({ name: 'nobody' }, der), { code: 'not_found' });
  });
});
