import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { allows, formatGrant, parseGrants } from './grant.ts';
import type { Place } from './grant.ts';
import { isPermission } from './permission.ts';

const everywhere = (permission: string): object => ({ permission, authorityId: null });

test('grants come each once in the order of the table; one for all swallows those for single authorities', () => {
  deepEqual(parseGrants(['certificate.view', 'authority.view', 'certificate.view']), [
    everywhere('authority.view'),
    everywhere('certificate.view'),
  ]);
  const scoped = [9, 2, 9].map((authorityId) => ({
    permission: 'certificate.sign' as const,
    authorityId,
  }));
  deepEqual(parseGrants(scoped).map(formatGrant), ['certificate.sign@2', 'certificate.sign@9']);
  deepEqual(parseGrants([...scoped, 'certificate.sign']).map(formatGrant), ['certificate.sign']);
  deepEqual(parseGrants([]), []);
});

test('what is no permission, or no id of an authority, is refused', () => {
  throws(() => parseGrants(['certificate.burn']), { code: 'bad_request' });
  for (const authorityId of [0, -1, 1.5, Number.NaN, 2 ** 60])
    throws(() => parseGrants([{ permission: 'certificate.sign', authorityId }]), {
      code: 'bad_request',
    });
  equal(isPermission('constructor'), false);
});

test('a grant for one authority reaches that one and the door, never every one', () => {
  const grants = parseGrants([
    { permission: 'certificate.sign', authorityId: 2 },
    'authority.view',
  ]);
  const cases: [string, Place, boolean][] = [
    ['certificate.sign', { id: 2 }, true],
    ['certificate.sign', { id: 3 }, false],
    ['certificate.sign', 'somewhere', true],
    ['certificate.sign', 'every', false],
    ['authority.view', { id: 3 }, true],
    ['authority.view', 'every', true],
    ['certificate.view', 'somewhere', false],
  ];
  for (const [permission, place, expected] of cases)
    equal(allows(grants, permission as 'certificate.sign', place), expected, permission);
});
