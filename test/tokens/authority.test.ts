/* Authorities whose keys are on a token, from the first certificate to a token that lies. */
import { equal, ok, rejects } from 'node:assert/strict';
import { after, test } from 'node:test';
import { openApp } from '#app';
import { files, pkcs11 } from '#keys';
import { temporaryDirectory, verifyChain } from '#oracles';
import { name } from '#x509';
import { makeCsr } from '../csr.ts';
import { faultyLibrary, skipWithoutTokens, softTokens } from './soft-token.ts';

const skip = skipWithoutTokens();
const directory = temporaryDirectory();
const tokens = softTokens();
after(() => {
  tokens[Symbol.dispose]();
  directory[Symbol.dispose]();
});

test('authorities on a token issue what other software verifies', { skip }, async () => {
  using faulty = faultyLibrary();
  const { token, pin } = await tokens.add();
  await using app = await openApp({
    database: 'sqlite::memory:',
    keys: {
      default: files({ directory: `${directory.path}/keys` }),
      hsm: pkcs11({ library: faulty.library, token, pin }),
    },
    ocsp: 'hold',
  });
  const root = await app.authorities.create({
    name: 'root',
    subject: name('CN=Token Root'),
    key: { type: 'rsa', bits: 2048 },
    keyBackend: 'hsm',
  });
  const issuing = await app.authorities.create({
    name: 'issuing',
    subject: name('CN=Token Issuing'),
    parent: root,
    keyBackend: 'hsm',
  });
  equal(await app.authorities.canSign(issuing), true);
  const { pem: csr } = await makeCsr();
  const request = { csr, subject: name('CN=host.example.com') };
  const leaf = await app.certificates.issue(issuing, request);
  const verdicts = await verifyChain({
    root: root.pem,
    intermediates: [issuing.pem],
    leaf: leaf.pem,
  });
  for (const { accepted, words } of Object.values(verdicts)) ok(accepted, words);

  faulty.order('C_Sign garble 0');
  await rejects(app.certificates.issue(issuing, request), /does not verify/);
  faulty.order('C_Sign error 0x32');
  await rejects(app.certificates.issue(issuing, request), { code: 'key_unavailable' });
  faulty.order('C_GenerateKeyPair error 0x31');
  const lost = { name: 'lost', subject: name('CN=Lost'), keyBackend: 'hsm' };
  await rejects(app.authorities.create(lost), { code: 'key_unavailable' });
  faulty.order();
  equal((await app.authorities.list()).length, 2);
  const certificates = await app.certificates.list({ authority: issuing });
  equal(certificates.length, 1, 'what was not signed is not there');
});
