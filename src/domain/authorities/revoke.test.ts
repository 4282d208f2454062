import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { RevokeAuthority } from './revoke.ts';

const held = { jobs: 'hold' } as const;

describe('authorities.revoke', () => {
  test('is for good: a revoked authority signs nothing', async () => {
    await using ca = await testApp(held);
    const told: unknown[] = [];
    ca.events.on('authority.revoked', ({ payload }) => void told.push(payload));
    const compromised = new Date('2026-11-01T00:00:00Z');
    const reason = 'keyCompromise';
    const revoked = await ca.authorities.revoke(ca.issuing, { reason, compromised, actor: 'me' });
    assert.deepEqual(revoked.revocation, { revoked: new Date(noon), reason, compromised });
    const asked = { csr: (await makeCsr()).pem, subject: name('CN=x') };
    const below = { name: 'below', subject: name('CN=below'), parent: revoked };
    for (const act of [
      () => ca.certificates.issue(ca.issuing, asked),
      () => ca.authorities.create(below),
      () => ca.authorities.renew(revoked),
      () => ca.authorities.rekey(revoked, { name: 'again' }),
      () => ca.authorities.crossSign(revoked, ca.root),
      () => ca.authorities.requestAgain(revoked),
    ])
      await assert.rejects(act, { code: 'authority_revoked' });
    assert.equal(await ca.authorities.canSign(revoked), false);
    await assert.rejects(ca.authorities.revoke(ca.issuing), { code: 'already_revoked' });
    await ca.events.idle();
    const { id: authorityId, serial } = revoked;
    const lists = { serials: [serial], issuers: [ca.root.id] };
    assert.deepEqual(told, [{ actor: 'me', authorityId, serial, reason, ...lists }]);
  });

  test('covers every certificate of it that stands below one of ours', async () => {
    await using ca = await testApp(held);
    const other = await ca.authorities.create({ name: 'other', subject: name('CN=Other') });
    const cross = await ca.authorities.crossSign(ca.issuing, other);
    const renewed = await ca.authorities.renew(ca.issuing);
    await ca.authorities.revoke(renewed, { reason: 'superseded' });
    const all = await ca.authorities.certificates(await ca.authorities.get(renewed));
    assert.deepEqual(
      all.map(({ kind, revocation }) => [kind, revocation?.reason]),
      [
        ['primary', 'superseded'],
        ['cross', 'superseded'],
        ['previous', 'superseded'],
      ],
    );
    assert.deepEqual(await ca.authorities.chains(renewed), []);
    const below = await ca.authorities.certified(other);
    assert.deepEqual(
      below.filter(({ revocation }) => revocation !== null).map(({ serial }) => serial),
      [cross.serial],
    );
  });

  test('by the serial of a further certificate revokes that one alone, also of a root', async () => {
    await using ca = await testApp(held);
    const other = await ca.authorities.create({ name: 'other', subject: name('CN=Other') });
    const { serial } = await ca.authorities.crossSign(ca.root, other);
    const root = await ca.authorities.revoke({ serial: serial.toLowerCase() });
    assert.equal(root.revocation, null);
    const [, cross] = await ca.authorities.certificates(root);
    assert.equal(cross?.revocation?.reason, 'unspecified');
    assert.equal((await ca.authorities.chains(ca.issuing)).length, 1);
    await assert.rejects(ca.authorities.revoke({ serial }), { code: 'already_revoked' });
  });

  const refusals: [title: string, request: RevokeAuthority][] = [
    ['a hold', { reason: 'certificateHold' }],
    ['what is for delta lists only', { reason: 'removeFromCRL' }],
    ['a compromise in the future', { compromised: new Date(noon + 1) }],
    ['a moment that is none', { compromised: new Date(Number.NaN) }],
  ];
  test('refuses a root, its own earlier certificate, and odd requests', async () => {
    await using ca = await testApp(held);
    await ca.authorities.renew(ca.root);
    const { serial } = ca.root;
    for (const ref of [{ id: ca.root.id }, { serial }])
      await assert.rejects(ca.authorities.revoke(ref), { code: 'bad_request' });
    for (const [title, request] of refusals)
      await assert.rejects(
        ca.authorities.revoke(ca.issuing, request),
        { code: 'bad_request' },
        title,
      );
    ca.events.before('authority.revoke', () => {
      throw new Error('no');
    });
    await assert.rejects(ca.authorities.revoke(ca.issuing), { code: 'refused' });
    assert.equal((await ca.authorities.get(ca.issuing)).revocation, null);
  });
});
