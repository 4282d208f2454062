import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { formatGeneralName, parseGeneralName, parseSubtreeName } from './general-name-text.ts';

test('a text without prefix tells its type by itself', () => {
  const cases: [text: string, formatted: string][] = [
    ['https://example.com/a', 'URI:https://example.com/a'],
    ['ldap://a@b/', 'URI:ldap://a@b/'],
    ['user@example.com', 'email:user@example.com'],
    ['192.0.2.1', 'IP:192.0.2.1'],
    ['10.0.0.0/8', 'IP:10.0.0.0/8'],
    ['2001:DB8::1', 'IP:2001:db8::1'],
    ['::', 'IP:::'],
    ['fd00::/8', 'IP:fd00::/8'],
    ['*.MÜNCHEN.de', 'DNS:*.xn--mnchen-3ya.de'],
    ['localhost', 'DNS:localhost'],
    ['dns', 'DNS:dns'],
    ['abc', 'DNS:abc'],
  ];
  for (const [text, formatted] of cases) {
    assert.equal(formatGeneralName(parseGeneralName(text)), formatted);
  }
});

test('a prefix in any case forces the type, and what is formatted reads back', () => {
  for (const text of [
    'DNS:example.com',
    'URI:https://example.com',
    'email:a@b',
    'IP:::1',
    'RID:1.2.3',
    'dirName:C=AT,CN=x\\, y',
    'dirName:',
    'otherName:1.2.3;UTF8:a:b;c',
    'otherName:1.2.3;DER:3000',
  ]) {
    const colon = text.indexOf(':');
    for (const prefix of [text.slice(0, colon).toLowerCase(), text.slice(0, colon).toUpperCase()]) {
      assert.equal(formatGeneralName(parseGeneralName(`${prefix}${text.slice(colon)}`)), text);
    }
  }
});

test('what does not fit is refused, in the words of its type', () => {
  const cases: [text: string, detail: RegExp][] = [
    ['', /^Invalid domain: /],
    ['DNS:', /^Invalid domain: /],
    ['DNS:192.0.2.1', /ends in a number/],
    ['127.1', /^127\.1: Could not parse IP address\.$/],
    ['10.1.2.3/8', /Could not parse IP address/],
    ['1::2::3', /Could not parse IP address/],
    ['IP:example.com', /Could not parse IP address/],
    ['URI:foo', /^URL requires scheme and network location: foo\.$/],
    ['email:foo', /^Invalid email address: foo\.$/],
    ['RID:foo', /Invalid object identifier/],
    ['dirName:/CN=x', /^Write CN=x instead/],
    ['otherName:foo', /^Write otherName:OID;TYPE:value instead of foo\.$/],
    ['otherName:1.2.3;FOO:x', /expected one of/],
    ['foo:bar', /^Invalid domain: foo:bar/],
    ['example.com:443', /^Invalid domain: /],
    ['DNS: a', /^Invalid domain: /],
    ['a, DNS:b', /^Invalid domain: /],
  ];
  for (const [text, detail] of cases) {
    assert.throws(
      () => parseGeneralName(text),
      (error) => isCaError(error, 'bad_name') && detail.test(error.detail),
      text,
    );
  }
});

test('the base of a name constraint follows its own rules', () => {
  assert.deepEqual(parseSubtreeName('.example.com'), { type: 'DNS', value: '.example.com' });
  assert.deepEqual(parseSubtreeName('email:.b'), { type: 'email', value: '.b' });
  assert.deepEqual(parseSubtreeName('URI:b'), { type: 'URI', value: 'b' });
  assert.throws(() => parseSubtreeName('192.0.2.1'), { detail: /Name constraints need a network/ });
});

test('formatting escapes what a terminal would obey', () => {
  const evil = '\u001b[31m\n\u202e';
  const shown = '\\u{1b}[31m\\u{a}\\u{202e}';
  assert.equal(formatGeneralName({ type: 'DNS', value: evil }), `DNS:${shown}`);
  assert.equal(
    formatGeneralName({
      type: 'otherName',
      value: { oid: '1.2', type: 'UTF8String', value: evil },
    }),
    `otherName:1.2;UTF8:${shown}`,
  );
  assert.equal(
    formatGeneralName({ type: 'dirName', value: [{ oid: '2.5.4.3', value: evil }] }),
    'dirName:CN=\\1b[31m\\0a\\e2\\80\\ae',
  );
});
