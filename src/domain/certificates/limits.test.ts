import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { day, type ErrorCode } from '#base';
import { findExtension, name, parseGeneralName, parseSubtreeName, type Extension } from '#x509';
import type { Authority, CreateAuthority } from '#authorities';
import { noon, testApp, type TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';

const { pem: csr } = await makeCsr();
const limits: Extension = {
  type: 'name_constraints',
  critical: true,
  value: {
    permitted_subtrees: [parseSubtreeName('example.com'), parseSubtreeName('192.0.2.0/24')],
    excluded_subtrees: [parseSubtreeName('secret.example.com')],
  },
};

/** An authority for names of example.com only, and one below it that says nothing of names itself. */
async function limited(ca: TestApp): Promise<readonly Authority[]> {
  const extensions = [limits];
  const top = await ca.authorities.create({
    name: 'limited',
    subject: name('CN=Limited'),
    parent: ca.root,
    pathLength: 1,
    extensions,
  });
  const below = await ca.authorities.create({
    name: 'below',
    subject: name('CN=Below'),
    parent: top,
  });
  return [top, below];
}

describe('what an authority may not do, nothing below it can', () => {
  test('names outside its name constraints are refused, by itself and by those below it', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const cases: [string, ErrorCode | undefined][] = [
      ['www.example.com', undefined],
      ['192.0.2.7', undefined],
      ['www.example.org', 'lint_failed'],
      ['198.51.100.1', 'lint_failed'],
      ['a.secret.example.com', 'lint_failed'],
    ];
    for (const authority of await limited(ca)) {
      for (const [text, code] of cases) {
        const value = [parseGeneralName(text)];
        const extensions: Extension[] = [
          { type: 'subject_alternative_name', critical: false, value },
        ];
        const issued = ca.certificates.issue(authority, { csr, extensions });
        if (code) await assert.rejects(issued, { code }, `${authority.name} ${text}`);
        else assert.equal((await issued).authorityId, authority.id);
      }
    }
    assert.equal((await ca.certificates.list()).length, 4);
  });

  test('no authority comes below one that has no room, however much it asks', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const [top, below] = await limited(ca);
    const cases: [Partial<CreateAuthority>, number | ErrorCode][] = [
      [{ parent: below }, 'authority_limit'],
      [{ parent: top, pathLength: 1 }, 'authority_limit'],
      [{ parent: top, pathLength: null }, 0],
      [{ parent: ca.root, pathLength: 7 }, 7],
    ];
    for (const [i, [request, expected]] of cases.entries()) {
      const asked = { name: `new ${i}`, subject: name(`CN=New ${i}`), ...request };
      const made = ca.authorities.create(asked);
      if (typeof expected === 'string') await assert.rejects(made, { code: expected });
      else {
        const { extensions } = (await made).certificate;
        assert.equal(findExtension(extensions, 'basic_constraints')?.value.path_length, expected);
      }
    }
  });

  test('a certificate never outlives its authority: a default end is cut, one that was asked for refused', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const short = await ca.authorities.create({
      name: 'short',
      subject: name('CN=Short'),
      parent: ca.root,
      notAfter: new Date(noon + 10 * day),
    });
    const subject = name('CN=x');
    const cut = await ca.certificates.issue(short, { csr, subject });
    assert.deepEqual(cut.notAfter, short.notAfter);
    const notAfter = new Date(noon + 11 * day);
    await assert.rejects(ca.certificates.issue(short, { csr, subject, notAfter }), {
      code: 'bad_validity',
    });
  });
});
