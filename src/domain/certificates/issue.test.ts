import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCaError, type ErrorCode } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { findExtension, name, type Extension } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { IssueRequest } from './certificate.ts';

const dns = (...names: string[]): Extension => ({
  type: 'subject_alternative_name',
  critical: false,
  value: names.map((value) => ({ type: 'DNS', value })),
});

describe('certificates.issue', () => {
  test('gives a certificate for the key of the CSR, and nothing else of it', async () => {
    await using ca = await testApp();
    const csr = await makeCsr(
      { type: 'ec', curve: 'P-256' },
      { subject: name('CN=ignored'), extensions: [dns('ignored')] },
    );
    const issued = await ca.certificates.issue(ca.issuing, {
      csr: csr.pem,
      subject: name('C=AT,CN=host.example.com'),
    });
    assert.deepEqual(issued.certificate.spki, csr.spki);
    assert.deepEqual(issued.subject, name('C=AT,CN=host.example.com'));
    assert.deepEqual(issued.issuer, ca.issuing.subject);
    assert.equal(
      findExtension(issued.certificate.extensions, 'subject_alternative_name'),
      undefined,
    );
    assert.equal(issued.csr, csr.pem);
    assert.match(issued.serial, /^40[0-9A-F]{38}$/);
  });

  test('puts the extensions in order: its own, the request’s, the profile’s, the authority’s', async () => {
    await using ca = await testApp({ defaultHostname: 'ca.example.com', urlPath: 'django_ca/' });
    const extensions = [dns('host.example.com')];
    const { certificate } = await ca.certificates.issue(ca.issuing, {
      csr: (await makeCsr()).pem,
      extensions,
    });
    assert.deepEqual(
      certificate.extensions.map(({ type, critical }) => `${type}${critical ? '!' : ''}`),
      [
        'authority_key_identifier',
        'basic_constraints!',
        'subject_key_identifier',
        'subject_alternative_name',
        'key_usage!',
        'extended_key_usage',
        'authority_information_access',
        'crl_distribution_points',
      ],
    );
    const { serial } = ca.issuing;
    assert.deepEqual(
      findExtension(certificate.extensions, 'authority_information_access')?.value.map(
        (each) => each.access_location.value,
      ),
      [
        `http://ca.example.com/django_ca/ocsp/${serial}/cert/`,
        `http://ca.example.com/django_ca/issuer/${serial}.der`,
      ],
    );
  });

  const validity: [title: string, request: Partial<IssueRequest>, expected: string][] = [
    ['the profile’s by default, both ends included', {}, '2027-02-19T11:59:00.000Z'],
    [
      'what is asked, cut to the minute',
      { notAfter: new Date('2027-01-01T10:11:12.345Z') },
      '2027-01-01T10:11:00.000Z',
    ],
    ['never the past', { notAfter: new Date(noon - 1) }, 'bad_validity'],
    ['never this very minute', { notAfter: new Date(noon) }, 'bad_validity'],
    ['never beyond the authority', { notAfter: new Date('2040-01-01T00:00:00Z') }, 'bad_validity'],
    ['never what is no moment', { notAfter: new Date(Number.NaN) }, 'bad_validity'],
  ];
  for (const [title, request, expected] of validity) {
    test(`ends a certificate: ${title}`, async () => {
      await using ca = await testApp();
      const asked = { csr: (await makeCsr()).pem, subject: name('CN=x'), ...request };
      const outcome = await ca.certificates
        .issue(ca.issuing, asked)
        .catch((error: unknown) => error);
      if (isCaError(outcome)) assert.equal(outcome.code, expected);
      else
        assert.equal(
          (outcome as Awaited<ReturnType<typeof ca.certificates.issue>>).notAfter.toISOString(),
          expected,
        );
    });
  }

  const refusals: [
    title: string,
    request: (pem: string) => Partial<IssueRequest>,
    code: ErrorCode,
  ][] = [
    ['text that is no CSR', () => ({ csr: 'hello' }), 'bad_csr'],
    [
      'a CSR whose signature is wrong',
      (pem) => ({ csr: pem.replace(/.{8}=*\n-----END/, 'AAAAAAAA\n-----END') }),
      'bad_csr',
    ],
    ['a profile that does not exist', () => ({ profile: 'nobody' }), 'not_found'],
    ['no name at all', () => ({ subject: [] }), 'bad_name'],
    [
      'an extension type twice',
      () => ({ extensions: [dns('a.example'), dns('b.example')] }),
      'bad_extension',
    ],
    [
      'an extension that only the CA sets',
      () => ({
        extensions: [
          { type: 'basic_constraints', critical: true, value: { ca: true, path_length: null } },
        ],
      }),
      'bad_extension',
    ],
    [
      'the usage of an authority',
      () => ({ extensions: [{ type: 'key_usage', critical: true, value: ['key_cert_sign'] }] }),
      'lint_failed',
    ],
  ];
  for (const [title, request, code] of refusals) {
    test(`refuses ${title}, and nothing is on record`, async () => {
      await using ca = await testApp();
      const { pem } = await makeCsr();
      const asked = { csr: pem, subject: name('CN=x'), ...request(pem) };
      await assert.rejects(ca.certificates.issue(ca.issuing, asked), (error) =>
        isCaError(error, code),
      );
      assert.deepEqual(await ca.certificates.list(), []);
    });
  }

  test('refuses an authority that is disabled, expired or not ours to use', async () => {
    await using ca = await testApp();
    const asked = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    await ca.authorities.update(ca.issuing, { enabled: false });
    const disabled = await ca.authorities.get(ca.issuing);
    await assert.rejects(ca.certificates.issue(disabled, asked), (error) =>
      isCaError(error, 'authority_disabled'),
    );
    await assert.rejects(ca.certificates.issue(ca.issuing, asked), (error) =>
      isCaError(error, 'authority_disabled'),
    );
    ca.clock.set(ca.root.notAfter.getTime() + 60_000);
    await assert.rejects(ca.certificates.issue(ca.root, asked), (error) =>
      isCaError(error, 'authority_expired'),
    );
  });

  test('completes the subject from the first name of the SAN, unless told not to', async () => {
    await using ca = await testApp();
    const { pem: csr } = await makeCsr();
    const extensions = [dns('host.example.com', 'other.example.com')];
    const completed = await ca.certificates.issue(ca.issuing, { csr, extensions });
    assert.deepEqual(completed.subject, name('CN=host.example.com'));
    const verbatim = await ca.certificates.issue(ca.issuing, {
      csr,
      extensions,
      subject: [],
      completeSubject: false,
    });
    assert.deepEqual(verbatim.subject, []);
    assert.equal(
      findExtension(verbatim.certificate.extensions, 'subject_alternative_name')?.critical,
      true,
    );
  });

  test('asks gates first, and tells of the certificate after', async () => {
    await using ca = await testApp();
    const asked = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const told: unknown[] = [];
    ca.events.on('certificate.issued', (event) => void told.push(event));
    const close = ca.events.before('certificate.issue', () => {
      throw new Error('not today');
    });
    await assert.rejects(ca.certificates.issue(ca.issuing, asked), (error) =>
      isCaError(error, 'refused'),
    );
    assert.deepEqual(await ca.certificates.list(), []);
    close();
    await ca.certificates.issue(ca.issuing, asked);
    await ca.jobs.idle();
    assert.equal(told.length, 1);
    assert.equal((await ca.events.verify()).fault, undefined);
  });
});

describe('I1: nothing is signed that is not on record', () => {
  /** A key backend that looks around at the moment of signing. */
  function watched(backend: KeyBackend, look: (message: Uint8Array) => Promise<void>): KeyBackend {
    return {
      ...backend,
      sign: async (...act) => {
        await look(act[1]);
        return backend.sign(...act);
      },
    };
  }

  test('the exact bytes are committed before the key sees them', async () => {
    using directory = temporaryDirectory();
    const seen: string[] = [];
    let look = async (_message: Uint8Array): Promise<void> => {};
    const backend = watched(files({ directory: `${directory.path}/keys` }), (message) =>
      look(message),
    );
    await using ca = await testApp({
      database: `${directory.path}/ca.db`,
      keys: { default: backend },
    });
    look = async (message) => {
      const rows = await ca.db
        .reader<{ certificate: { state: string; tbs: Uint8Array } }>()
        .selectFrom('certificate')
        .select(['state', 'tbs'])
        .execute();
      // The key also signs what is no certificate.
      const found = rows.find((row) => Buffer.compare(row.tbs, message) === 0);
      if (found) seen.push(found.state);
    };
    await ca.certificates.issue(ca.issuing, { csr: (await makeCsr()).pem, subject: name('CN=x') });
    assert.deepEqual(seen, ['intent']);
  });

  test('a signature that does not verify never leaves, and its serial stays taken', async () => {
    using directory = temporaryDirectory();
    const backend = files({ directory: `${directory.path}/keys` });
    let broken = false;
    const faulty: KeyBackend = {
      ...backend,
      sign: async (...act) => {
        const signature = await backend.sign(...act);
        return broken
          ? signature.with(signature.length - 1, (signature.at(-1) ?? 0) ^ 1)
          : signature;
      },
    };
    await using ca = await testApp({ keys: { default: faulty } });
    broken = true;
    const asked = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    await assert.rejects(ca.certificates.issue(ca.issuing, asked), (error) =>
      isCaError(error, 'key_unavailable'),
    );
    assert.deepEqual(await ca.certificates.list(), []);
  });
});
