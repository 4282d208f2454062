import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { name, nameDer, type CertificationRequestInfo } from '#x509';
import { constraints, usage } from './certificates.samples.ts';
import { ecKey } from './keys.samples.ts';
import { prepareCsr } from './prepare-csr.ts';

const info: CertificationRequestInfo = {
  subjectDer: nameDer(name('CN=Issuing')),
  spki: ecKey('P-256', 0x22),
  extensions: [usage('crl_sign', 'key_cert_sign'), constraints(true, 0)],
};

test('a request for an authority is agreed to, and signed as it was judged', () => {
  const prepared = prepareCsr(info);
  assert.equal(prepared.algorithm.id, 'ecdsa-sha256');
  assert.deepEqual(prepared.redeem(), prepared.tbsDer);
});

const refusals: [title: string, changes: Partial<CertificationRequestInfo>, code: string][] = [
  ['no subject', { subjectDer: nameDer([]) }, 'csr_named'],
  ['no extensions', { extensions: [] }, 'csr_authority'],
  [
    'no authority',
    { extensions: [usage('key_cert_sign'), constraints(false, null)] },
    'csr_authority',
  ],
  ['no right to sign', { extensions: [usage('crl_sign'), constraints(true, 0)] }, 'csr_authority'],
  [
    'a usage that its key cannot have',
    { extensions: [usage('key_cert_sign', 'key_encipherment'), constraints(true, 0)] },
    'csr_key_usage',
  ],
];
for (const [title, changes, code] of refusals) {
  test(`a request with ${title} is refused`, () => {
    assert.throws(
      () => prepareCsr({ ...info, ...changes }),
      (error) =>
        isCaError(error, 'lint_failed') && error.problems.some((each) => each.code === code),
    );
  });
}
