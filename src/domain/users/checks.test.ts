import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#base';
import { findUsername, parseEmail, parsePassword, parseUsername } from './checks.ts';
import { codenames, permissions } from './permission.ts';

test('a name is 1 to 150 letters, digits and @ . + - _, in one spelling', () => {
  const good = ['a', 'A.b+c-d_e@example.com', '007', 'Ümläut', '名前', 'x'.repeat(150)];
  for (const name of good) equal(findUsername(name), name);
  equal(findUsername('ﬁn'), 'fin');
  equal(findUsername('u\u0308'), 'ü');
  const bad = ['', 'a b', 'a:b', 'a/b', 'a\n', 'a\0', '<b>', '😀', 'x'.repeat(151), '\ud800'];
  for (const name of bad) {
    equal(findUsername(name), undefined, name);
    throws(() => parseUsername(name), { code: 'bad_request' });
  }
});

test('a password has 1 to 1024 characters of any kind', () => {
  for (const good of ['x', ' ', '😀\0', 'x'.repeat(1024)])
    equal(parsePassword(good).reveal(), good);
  equal(parsePassword(new Secret('x')).reveal(), 'x');
  for (const bad of ['', 'x'.repeat(1025)])
    throws(() => parsePassword(bad), { code: 'bad_request' });
});

test('an email address is empty or has a name and a host', () => {
  for (const good of ['', 'a@b', 'first.last+tag@example.com']) equal(parseEmail(good), good);
  for (const bad of ['a', '@b', 'a@', 'a@b c', 'a@b\r\nBcc: c@d', `${'x'.repeat(65)}@b`])
    throws(() => parseEmail(bad), { code: 'bad_request' });
});

test('every permission has the codename of django-ca', () => {
  deepEqual(
    permissions.map((each) => codenames[each]),
    [
      'view_certificateauthority',
      'change_certificateauthority',
      'sign_certificate',
      'view_certificate',
      'revoke_certificate',
    ],
  );
});
