import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEmailAddress, parseEmailConstraint } from './email-address.ts';

test('an address keeps its local part; its domain becomes lower case and A-labels', () => {
  const cases: [text: string, address: string][] = [
    ['User.Name+tag@Example.COM', 'User.Name+tag@example.com'],
    ["o'neil{}|~@x", "o'neil{}|~@x"],
    ['a@münchen.de', 'a@xn--mnchen-3ya.de'],
    [`${'a'.repeat(64)}@b`, `${'a'.repeat(64)}@b`],
  ];
  for (const [text, address] of cases) assert.equal(parseEmailAddress(text), address);
});

test('what is no address is refused', () => {
  const texts = [
    'foo',
    '',
    '@',
    'a@',
    '@b',
    'a@b@c',
    '.a@b',
    'a.@b',
    'a..b@c',
    'a b@c',
    '"a b"@c',
    'ü@c',
    'a@[192.0.2.1]',
  ];
  const more = [
    'a@192.0.2.1',
    'a@b_c',
    'a@*.b',
    'a@.b',
    'a@b.',
    'a@b\0',
    'a\n@b',
    'a@b,c@d',
    `${'a'.repeat(65)}@b`,
  ];
  for (const text of [...texts, ...more, `a@${'b.'.repeat(126)}c`]) {
    assert.throws(() => parseEmailAddress(text), { code: 'bad_name' }, text);
  }
  assert.throws(() => parseEmailAddress('foo'), { detail: 'Invalid email address: foo.' });
});

test('a constraint is an address, a host, a domain or empty', () => {
  for (const text of ['', 'a@b', 'example.com', '.example.com']) {
    assert.equal(parseEmailConstraint(text), text);
  }
  for (const text of ['a@.b', '*.b', 'b.', '1.2.3.4', 'a b']) {
    assert.throws(() => parseEmailConstraint(text), { code: 'bad_name' }, text);
  }
});
