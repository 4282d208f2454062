import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, isCaError, utf8 } from '#base';
import { encodeDer, explicit, integer, oid, sequence } from '#der';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { certificatePem } from './certificate.ts';
import { encodePkcs7, parsePkcs7, pkcs7Pem } from './pkcs7.ts';
import { specimen } from './specimens.test.ts';

const certificates = [(await specimen()).certificateDer, (await specimen()).certificateDer];
const bundle = encodePkcs7(certificates);

test('a bundle keeps its certificates and their order, in DER and PEM', () => {
  for (const form of [bundle, pkcs7Pem(bundle), utf8(`text\r\n${pkcs7Pem(bundle)}`)])
    assert.deepEqual(parsePkcs7(form), certificates);
  assert.deepEqual(parsePkcs7(pkcs7Pem(bundle).replaceAll('PKCS7', 'CMS')), certificates);
  assert.deepEqual(parsePkcs7(encodePkcs7([])), []);
});

test('what is no bundle is refused', () => {
  const data = encodeDer(sequence(oid('1.2.840.113549.1.7.1'), explicit(0, integer(1))));
  const [certificate = data] = certificates;
  for (const form of ['', data, certificate, bundle.subarray(1), concat(bundle, new Uint8Array(1))])
    assert.throws(
      () => parsePkcs7(form),
      (error) => isCaError(error, 'bad_certificate'),
    );
});

test(
  'OpenSSL prints our bundles and we read its own',
  { skip: skipWithout('openssl') },
  async () => {
    const printed = await openssl(['pkcs7', '-print_certs', '-noout'], { input: pkcs7Pem(bundle) });
    assert.equal(printed.stdout.match(/subject=/g)?.length, 2);
    using directory = temporaryDirectory();
    const file = directory.write('all.pem', certificates.map(certificatePem).join(''));
    const { stdout } = await openssl(['crl2pkcs7', '-nocrl', '-certfile', file]);
    assert.deepEqual(parsePkcs7(stdout), certificates);
  },
);
