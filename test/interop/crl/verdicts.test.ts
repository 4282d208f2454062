/* What OpenSSL and GnuTLS make of our lists, fetched where the certificates say that they are. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hour, second } from '#base';
import type { Reason } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import { certtool, openssl, skipWithout, verifyChain } from '#oracles';
import { crlPem, formatKeySpec, parseCrl, type KeySpec } from '#x509';
import { serveCa, type ServedCa } from './served.ts';

const keys: readonly KeySpec[] = [
  { type: 'ec', curve: 'P-256' },
  { type: 'rsa', bits: 2048 },
  { type: 'ed25519' },
];
const reasons: readonly Reason[] = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
  'certificateHold',
];

/** OpenSSL's name for what is wrong with a certificate, at the moment `seconds` from now; undefined when nothing is. */
async function opensslSays(
  ca: ServedCa,
  leaf: IssuedCertificate,
  {
    crls,
    options = [],
    seconds = 0,
  }: { crls: readonly string[]; options?: string[]; seconds?: number },
): Promise<string | undefined> {
  const { directory, root, issuing } = ca;
  const at = String(Math.floor(Date.now() / second) + seconds);
  const { exitCode, stderr } = await openssl([
    'verify',
    '-no-CApath',
    '-no-CAstore',
    '-attime',
    at,
    '-crl_check_all',
    ...options,
    '-CAfile',
    directory.write('root.pem', root.pem),
    '-untrusted',
    directory.write('issuing.pem', issuing.pem),
    '-CRLfile',
    directory.write('crls.pem', crls.join('\n')),
    directory.write('leaf.pem', leaf.pem),
  ]);
  const [, what] = /^error \d+ at \d+ depth lookup: (.+)$/m.exec(stderr) ?? [];
  assert.equal(exitCode === 0, what === undefined, stderr);
  return what;
}

/** Those of the leaf and of the authority above it, and the root's own. */
async function allLists(ca: ServedCa, leaf: IssuedCertificate): Promise<string[]> {
  return ca.listsOf(leaf.certificate, ca.issuing.certificate);
}

describe('with the lists that the certificates name', { skip: skipWithout('openssl') }, () => {
  for (const [kind, key] of keys.entries()) {
    test(`verifiers tell what is revoked from what is not: ${formatKeySpec(key)}`, async () => {
      await using ca = await serveCa(key);
      const good = await ca.issue('good');
      const revoked = await Promise.all(
        reasons.slice(kind * 5).map(async (reason, i) => {
          const compromised = i % 2 === 0 ? null : new Date(Date.now() - hour);
          return ca.app.certificates.revoke(await ca.issue(reason), { reason, compromised });
        }),
      );
      const held = await ca.app.certificates.revoke(await ca.issue('held'), {
        reason: 'certificateHold',
      });
      const released = await ca.app.certificates.release(held);
      await ca.settle();
      const crls = await allLists(ca, good);
      for (const each of [good, released])
        assert.equal(await opensslSays(ca, each, { crls }), undefined, each.serial);
      for (const each of revoked)
        assert.equal(await opensslSays(ca, each, { crls }), 'certificate revoked', each.serial);
    });
  }

  test('one that has expired is expired, and one that was revoked before is revoked', async () => {
    await using ca = await serveCa();
    const notAfter = new Date(Date.now() + hour);
    const [good, revoked] = [await ca.issue('g', { notAfter }), await ca.issue('r', { notAfter })];
    await ca.app.certificates.revoke(revoked);
    await ca.settle();
    const crls = await allLists(ca, good);
    const later = { crls, seconds: 7200 };
    assert.equal(await opensslSays(ca, good, later), 'certificate has expired');
    assert.equal(await opensslSays(ca, revoked, later), 'certificate revoked');
    const tomorrow = { crls, seconds: 25 * 3600 };
    assert.equal(await opensslSays(ca, good, tomorrow), 'CRL has expired');
  });

  test('an authority that was revoked takes all below it along', async () => {
    await using ca = await serveCa();
    const good = await ca.issue('good');
    assert.equal(await opensslSays(ca, good, { crls: await allLists(ca, good) }), undefined);
    await ca.app.authorities.revoke(ca.issuing, { reason: 'cACompromise' });
    await ca.settle();
    const crls = await allLists(ca, good);
    assert.equal(await opensslSays(ca, good, { crls }), 'certificate revoked');
  });

  test('OpenSSL fetches them itself', async () => {
    await using ca = await serveCa();
    const [good, revoked] = [await ca.issue('good'), await ca.issue('revoked')];
    await ca.app.certificates.revoke(revoked);
    await ca.settle();
    for (const [leaf, right] of [
      [good, true],
      [revoked, false],
    ] as const) {
      const { exitCode, stderr } = await openssl([
        'verify',
        '-crl_check',
        '-crl_download',
        '-CAfile',
        ca.directory.write('root.pem', ca.root.pem),
        '-untrusted',
        ca.directory.write('issuing.pem', ca.issuing.pem),
        ca.directory.write('leaf.pem', leaf.pem),
      ]);
      assert.equal(exitCode === 0, right, stderr);
      assert.equal(/certificate revoked/.test(stderr), !right, stderr);
    }
  });
});

describe('OpenSSL, with a delta list', { skip: skipWithout('openssl') }, () => {
  test('that freshest-CRL names, knows what was revoked since, and what was released', async () => {
    await using ca = await serveCa();
    await ca.app.crl.setPolicy(ca.issuing, { deltas: true });
    const [good, late, held] = await Promise.all(
      ['good', 'late', 'held'].map((cn) => ca.issue(cn)),
    );
    assert.ok(good && late && held);
    const hold = await ca.app.certificates.revoke(held, { reason: 'certificateHold' });
    await ca.settle();
    const old = await allLists(ca, good);
    assert.equal(await opensslSays(ca, held, { crls: old }), 'certificate revoked');
    await ca.app.certificates.release(hold);
    await ca.app.certificates.revoke(late, { reason: 'keyCompromise' });
    await ca.settle();
    const base = await ca.fetch(ca.userListUrl);
    const delta = await ca.listsOf(parseCrl(base));
    assert.equal(delta.length, 1);
    const options = ['-use_deltas', '-extended_crl'];
    const crls = [...old, ...delta];
    assert.equal(await opensslSays(ca, late, { crls: old, options }), undefined, 'not known yet');
    assert.equal(await opensslSays(ca, late, { crls, options }), 'certificate revoked');
    assert.equal(await opensslSays(ca, held, { crls, options }), undefined, 'released');
    assert.equal(await opensslSays(ca, good, { crls, options }), undefined);
  });
});

describe('shards', { skip: skipWithout('openssl') }, () => {
  test('verify by the one that the certificate names, and by no other', async () => {
    await using ca = await serveCa();
    const host = new URL(ca.userListUrl).host;
    const point = {
      full_name: [{ type: 'URI', value: `http://${host}/{CRL_SHARD_PATH}` }],
      relative_name: null,
      crl_issuer: null,
      reasons: null,
    } as const;
    await ca.app.authorities.update(ca.issuing, {
      sign: {
        crlDistributionPoints: { type: 'crl_distribution_points', critical: false, value: [point] },
      },
    });
    await ca.app.crl.setPolicy(await ca.app.authorities.get(ca.issuing), { shards: true });
    const [one, revoked] = [await ca.issue('one'), await ca.issue('revoked')];
    await ca.app.certificates.revoke(revoked);
    await ca.settle();
    const options = ['-extended_crl'];
    for (const [leaf, what] of [
      [one, undefined],
      [revoked, 'certificate revoked'],
    ] as const)
      assert.equal(await opensslSays(ca, leaf, { crls: await allLists(ca, leaf), options }), what);
    const other = (parseInt(revoked.serial.slice(-2), 16) + 1) % 128;
    const [own = ''] = await ca.listsOf(revoked.certificate);
    const strange = crlPem(await ca.fetch(ca.userListUrl.replace(/\/$/, `/shard/${other}.crl`)));
    assert.notEqual(strange, own);
    const [, ...above] = await allLists(ca, revoked);
    assert.notEqual(
      await opensslSays(ca, revoked, { crls: [strange, ...above], options }),
      undefined,
      'the list of another shard proves nothing',
    );
  });
});

describe('every list', () => {
  test(
    'is read back, and its signature verified, in DER and PEM',
    { skip: skipWithout('openssl') },
    async () => {
      await using ca = await serveCa();
      const leaf = await ca.issue('x');
      await ca.app.certificates.revoke(leaf, { reason: 'keyCompromise', compromised: new Date(0) });
      await ca.settle();
      const file = ca.directory.write('issuing.pem', ca.issuing.pem);
      const der = await ca.fetch(ca.userListUrl);
      const pem = await ca.fetch(`${ca.userListUrl}?encoding=PEM`);
      for (const [form, input] of [
        ['DER', der],
        ['PEM', pem],
      ] as const) {
        const args = ['crl', '-inform', form, '-noout', '-text', '-CAfile', file];
        const { stdout, stderr } = await openssl(args, { input });
        assert.match(stderr, /verify OK/);
        for (const what of [
          leaf.serial,
          'Key Compromise',
          'Invalidity Date',
          'X509v3 CRL Number',
          'Only User Certificates',
        ])
          assert.ok(stdout.includes(what), `${form}: ${what}`);
      }
    },
  );

  test(
    'verifies with GnuTLS, for all scopes that it knows',
    { skip: skipWithout('certtool') },
    async () => {
      await using ca = await serveCa();
      const [good, revoked] = [await ca.issue('good'), await ca.issue('revoked')];
      await ca.app.certificates.revoke(revoked, { reason: 'superseded' });
      await ca.settle();
      const all = await ca.app.crl.make(ca.issuing, { contains: 'all' });
      const own = crlPem(Buffer.concat(await Array.fromAsync(ca.app.crl.read(all))));
      const info = await certtool(['--crl-info', '--infile', ca.directory.write('all.pem', own)]);
      assert.match(info.stdout, new RegExp(revoked.serial, 'i'));
      for (const [leaf, right] of [
        [good, true],
        [revoked, false],
      ] as const) {
        for (const crls of [[own], await allLists(ca, leaf)]) {
          const { certtool: verdict } = await verifyChain({
            root: ca.root.pem,
            intermediates: [ca.issuing.pem],
            leaf: leaf.pem,
            crls,
          });
          assert.ok(verdict);
          assert.equal(verdict.accepted, right, verdict.words);
          assert.equal(verdict.words.includes('revoked'), !right, verdict.words);
        }
      }
    },
  );
});
