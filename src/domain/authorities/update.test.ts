import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCaError } from '#base';
import { findExtension, name, type Extension } from '#x509';
import { testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { AuthorityChanges } from './update.ts';

const held = { jobs: 'hold' } as const;
const crl = (...uris: string[]): Extension => ({
  type: 'crl_distribution_points',
  critical: false,
  value: [
    {
      full_name: uris.map((value) => ({ type: 'URI', value })),
      relative_name: null,
      crl_issuer: null,
      reasons: null,
    },
  ],
});
const policies: Extension = {
  type: 'certificate_policies',
  critical: false,
  value: [{ policy_identifier: '1.2.3', policy_qualifiers: null }],
};

describe('authorities.update', () => {
  test('points what is signed somewhere else, placeholders filled in at signing', async () => {
    await using ca = await testApp(held);
    const url = 'http://crl.example.com/{CRL_PATH}?of={SERIAL_HEX}&by={SIGNER_SERIAL_HEX_COLONS}';
    const sign = { crlDistributionPoints: crl(url) };
    const issuing = await ca.authorities.update(ca.issuing, { sign });
    const asked = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const { certificate, serial } = await ca.certificates.issue(issuing, asked);
    const signer = issuing.serial;
    const points = findExtension(certificate.extensions, 'crl_distribution_points')?.value;
    assert.deepEqual(
      points?.[0]?.full_name?.[0]?.value,
      [
        `http://crl.example.com/crl/${signer}/?of=${serial}`,
        `by=${signer.match(/../g)?.join(':')}`,
      ].join('&'),
    );
  });

  test('replaces each of sign as a whole, and null clears it', async () => {
    await using ca = await testApp({ ...held, defaultHostname: 'ca.example.com' });
    const sign = { certificatePolicies: policies, crlDistributionPoints: null };
    const changed = await ca.authorities.update(ca.issuing, { sign });
    assert.deepEqual(changed.sign, { ...ca.issuing.sign, ...sign });
  });

  test('two who change others of sign at once both have their way', async () => {
    await using ca = await testApp(held);
    const changes = [
      { certificatePolicies: policies },
      { crlDistributionPoints: crl('http://a/') },
    ];
    await Promise.all(changes.map((sign) => ca.authorities.update(ca.issuing, { sign })));
    const { sign } = await ca.authorities.get(ca.issuing);
    assert.deepEqual(sign, { ...ca.issuing.sign, ...changes[0], ...changes[1] });
  });

  test('a host fills the addresses, false empties them, other extensions stay', async () => {
    await using ca = await testApp(held);
    await ca.authorities.update(ca.issuing, { sign: { certificatePolicies: policies } });
    const { sign } = await ca.authorities.update(ca.issuing, { defaultHostname: 'ca.test:8080' });
    const text = JSON.stringify(sign);
    for (const path of ['ocsp', 'crl', 'issuer'])
      assert.ok(text.includes(`http://ca.test:8080/${path}/${ca.issuing.serial}`), text);
    assert.deepEqual(sign.certificatePolicies, policies);
    const { sign: emptied } = await ca.authorities.update(ca.issuing, { defaultHostname: false });
    assert.deepEqual(emptied, { ...ca.issuing.sign, certificatePolicies: policies });
  });

  const refusals: [title: string, changes: AuthorityChanges, field: string][] = [
    [
      'an extension in the wrong place',
      { sign: { certificatePolicies: crl() } },
      'certificatePolicies',
    ],
    [
      'a placeholder that is none',
      { sign: { crlDistributionPoints: crl('http://x/{CRL_PTH}') } },
      'crlDistributionPoints',
    ],
  ];
  for (const [title, changes, field] of refusals) {
    test(`refuses ${title}, and nothing has changed`, async () => {
      await using ca = await testApp(held);
      await assert.rejects(
        ca.authorities.update(ca.issuing, changes),
        (error) => isCaError(error, 'bad_request') && error.problems[0]?.path[1] === field,
      );
      assert.deepEqual(await ca.authorities.get(ca.issuing), ca.issuing);
      const request = { name: 'new', subject: name('CN=n'), sign: changes.sign };
      await assert.rejects(ca.authorities.create(request), { code: 'bad_request' });
    });
  }
});
