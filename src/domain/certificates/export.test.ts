import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Secret } from '#base';
import {
  encodePkcs8,
  generateKey,
  name,
  parseCertificateBundle,
  parsePkcs12,
  parsePkcs7,
  publicKeyDer,
} from '#x509';
import { testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { ExportOptions } from './index.ts';

const password = new Secret('correct horse');
const subject = name('CN=host.example.com');

describe('certificates.export', () => {
  test('hands out the certificate alone or with its chain, the root last', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const { pem: csr } = await makeCsr();
    const issued = await ca.certificates.issue(ca.issuing, { csr, subject });
    const own = issued.certificate.der;
    const whole = [own, ca.issuing.certificate.der, ca.root.certificate.der];
    const ders = (bytes: Uint8Array): Uint8Array[] =>
      parseCertificateBundle(bytes).map(({ der }) => der);
    const cases: [ExportOptions, (bytes: Uint8Array) => readonly Uint8Array[], Uint8Array[]][] = [
      [{ format: 'pem' }, ders, [own]],
      [{ format: 'pem', chain: true }, ders, whole],
      [{ format: 'pem', chain: 0 }, ders, whole],
      [{ format: 'der' }, (bytes) => [bytes], [own]],
      [{ format: 'pkcs7' }, parsePkcs7, whole],
      [{ format: 'pkcs7', chain: false }, parsePkcs7, [own]],
    ];
    for (const [options, read, expected] of cases) {
      const got = read(await ca.certificates.export(issued, options)).map((der) =>
        Buffer.from(der),
      );
      const sorted = (list: readonly Uint8Array[]): string[] =>
        list.map((der) => Buffer.from(der).toString('hex')).toSorted();
      if (options.format === 'pkcs7') assert.deepEqual(sorted(got), sorted(expected));
      else
        assert.deepEqual(
          got,
          expected.map((der) => Buffer.from(der)),
          JSON.stringify(options),
        );
    }
    const refused: [ExportOptions, string][] = [
      [{ format: 'der', chain: true }, 'bad_request'],
      [{ format: 'pem', chain: 9 }, 'bad_request'],
    ];
    for (const [options, code] of refused)
      await assert.rejects(ca.certificates.export(issued, options), { code });
  });
});

describe('certificates.issueWithKey', () => {
  test('makes a key that is only in the file: its certificate and chain beside it', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    for (const key of [undefined, { type: 'rsa', bits: 2048 }, { type: 'ed25519' }] as const) {
      const made = await ca.certificates.issueWithKey(ca.issuing, {
        key,
        subject,
        profile: 'client',
        password,
        friendlyName: 'Alice',
      });
      const {
        keys: [own],
        certificates,
      } = await parsePkcs12(made.pkcs12, password);
      assert.ok(own);
      assert.deepEqual(
        Buffer.from(publicKeyDer(own)),
        Buffer.from(made.certificate.certificate.spki),
      );
      assert.equal(certificates.length, 3);
      assert.equal(made.certificate.profile, 'client');
      await assert.rejects(parsePkcs12(made.pkcs12, new Secret('wrong')), { code: 'bad_key' });
    }
  });

  test('an odd password or name, or a kind of key nobody makes, is refused before anything is issued', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const cases: [object, string][] = [
      [{ password: new Secret('') }, 'bad_request'],
      [{ password, friendlyName: '\u{1F600}' }, 'bad_request'],
      [{ password, friendlyName: 'x'.repeat(256) }, 'bad_request'],
    ];
    for (const [options, code] of cases) {
      const request = { subject, password, ...options };
      await assert.rejects(ca.certificates.issueWithKey(ca.issuing, request), { code });
    }
    assert.deepEqual(await ca.certificates.list(), []);
  });

  test('somebody who brings the key gets a PKCS #12 of a certificate that exists', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const { certificate, pkcs12 } = await ca.certificates.issueWithKey(ca.issuing, {
      subject,
      password,
    });
    const {
      keys: [key],
    } = await parsePkcs12(pkcs12, password);
    assert.ok(key);
    const options = { format: 'pkcs12', password: new Secret('another'), chain: false } as const;
    const again = await ca.certificates.export(certificate, { ...options, key: encodePkcs8(key) });
    const read = await parsePkcs12(again, options.password);
    assert.equal(read.certificates.length, 1);
    const other = await makeCsr();
    assert.notDeepEqual(other.spki, certificate.certificate.spki);
    const wrong = await generateKey({ type: 'rsa', bits: 2048 });
    const refusal = ca.certificates.export(certificate, { ...options, key: encodePkcs8(wrong) });
    await assert.rejects(refusal, { code: 'bad_key' });
  });
});
