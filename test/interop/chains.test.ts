/* What OpenSSL and GnuTLS say of every certificate we make: profiles × issuer keys × subject keys. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openApp } from '#app';
import { files } from '#keys';
import { skipWithout, temporaryDirectory, verifyChain } from '#oracles';
import { formatKeySpec, name, type Extension, type KeySpec } from '#x509';
import { makeCsr } from '../csr.ts';

const keys: readonly KeySpec[] = [
  { type: 'rsa', bits: 2048 },
  { type: 'ec', curve: 'P-256' },
  { type: 'ec', curve: 'P-384' },
  { type: 'ec', curve: 'P-521' },
  { type: 'ed25519' },
];

const purposes = {
  client: 'sslclient',
  server: 'sslserver',
  webserver: 'sslserver',
  enduser: 'smimesign',
  ocsp: 'ocsphelper',
} as const;

const san: Extension = {
  type: 'subject_alternative_name',
  critical: false,
  value: [
    { type: 'DNS', value: 'host.example.com' },
    { type: 'DNS', value: '*.example.net' },
    { type: 'IP', value: '192.0.2.1' },
    { type: 'IP', value: '2001:db8::1' },
    { type: 'email', value: 'someone@example.com' },
    { type: 'URI', value: 'https://example.com/path' },
  ],
};

describe('verifiers accept what we issue', { skip: skipWithout('openssl') }, () => {
  for (const issuerKey of keys) {
    test(`under ${formatKeySpec(issuerKey)}: every profile, every kind of subject key`, async () => {
      using directory = temporaryDirectory();
      await using ca = await openApp({
        database: 'sqlite::memory:',
        keys: { default: files({ directory: `${directory.path}/keys` }) },
        defaultHostname: 'ca.example.com',
      });
      const root = await ca.authorities.create({
        name: 'root',
        subject: name('C=AT,O=Org,CN=Root'),
        key: issuerKey,
      });
      const issuing = await ca.authorities.create({
        name: 'issuing',
        subject: name('C=AT,O=Org,CN=Issuing'),
        key: issuerKey,
        parent: root,
      });
      for (const [profile, purpose] of Object.entries(purposes)) {
        for (const key of profile === 'webserver' ? keys : keys.slice(1, 2)) {
          const issued = await ca.certificates.issue(issuing, {
            csr: (await makeCsr(key)).pem,
            subject: name('C=AT,CN=host.example.com'),
            profile,
            extensions: [san],
          });
          const verdicts = await verifyChain({
            root: root.pem,
            intermediates: [issuing.pem],
            leaf: issued.pem,
            purpose,
            ...(purpose === 'sslserver' && { hostname: 'host.example.com' }),
          });
          for (const [tool, verdict] of Object.entries(verdicts)) {
            assert.ok(
              verdict.accepted,
              `${tool}, ${profile}, ${formatKeySpec(key)}: ${verdict.words}`,
            );
          }
        }
      }
    });
  }
});
