import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaError, files, isCaError, name, open } from 'certwright';
import { temporaryDirectory } from '#oracles';
import { makeCsr } from '../test/csr.ts';

test('listeners are told after the commit, with the records as they stand', async () => {
  using directory = temporaryDirectory();
  const told: string[] = [];
  {
    await using ca = await open({
      database: `${directory.path}/ca.db`,
      keys: { default: files({ directory: `${directory.path}/keys` }) },
    });
    ca.on('authority.created', ({ authority }) => void told.push(`created ${authority.name}`));
    ca.on(
      'certificate.issued',
      ({ certificate }) => void told.push(`issued ${certificate.profile}`),
    );
    ca.on(
      'certificate.revoked',
      ({ certificate }) => void told.push(`revoked ${certificate.revocation?.reason}`),
    );
    const root = await ca.authorities.create({ name: 'root', subject: name('CN=Root') });
    const issued = await ca.certificates.issue(root, {
      csr: (await makeCsr()).pem,
      subject: name('CN=x'),
    });
    await ca.certificates.revoke(issued, { reason: 'superseded' });
  }
  assert.deepEqual(told, ['created root', 'issued webserver', 'revoked superseded']);
});

test('a gate refuses in its own words, and nothing has happened', async () => {
  using directory = temporaryDirectory();
  await using ca = await open({
    database: 'sqlite::memory:',
    keys: { default: files({ directory: `${directory.path}/keys` }) },
  });
  ca.before('authority.create', ({ name: asked }) => {
    if (asked === 'evil') throw new CaError('refused', 'Not this one.');
  });
  const subject = name('CN=Root');
  await assert.rejects(
    ca.authorities.create({ name: 'evil', subject }),
    (error) => isCaError(error, 'refused') && error.detail === 'Not this one.',
  );
  assert.equal((await ca.authorities.create({ name: 'good', subject })).name, 'good');
});

test('what was made is there when it is opened again', async () => {
  using directory = temporaryDirectory();
  const options = {
    database: `${directory.path}/ca.db`,
    keys: { default: files({ directory: `${directory.path}/keys` }) },
  };
  {
    await using ca = await open(options);
    await ca.authorities.create({ name: 'root', subject: name('CN=Root') });
  }
  await using ca = await open(options);
  const root = await ca.authorities.get({ name: 'root' });
  const { pem } = await ca.certificates.issue(root, {
    csr: (await makeCsr()).pem,
    subject: name('CN=x'),
  });
  assert.match(pem, /^-----BEGIN CERTIFICATE-----\n/);
});
