import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUri, parseUriConstraint } from './uri.ts';

test('a URI keeps all but its host, which takes its one form', () => {
  const cases: [text: string, uri?: string][] = [
    ['http://example.com'],
    ['http://Example.com:8000/A?b=%C3%A4#c', 'http://example.com:8000/A?b=%C3%A4#c'],
    ['HTTPS://münchen.de/', 'HTTPS://xn--mnchen-3ya.de/'],
    ['http://my_ca/'],
    ['http://ca.example.com/{OCSP_PATH}'],
    ['ldap://host/cn=x,dc=y?cRL;binary'],
    ['http://user:p%20w@host/'],
    ['http://192.0.2.1/'],
    ['http://[2001:DB8:0::1]:80/', 'http://[2001:db8::1]:80/'],
    ['spiffe://example.org/a/b'],
    ['foo+bar.1-2://x'],
  ];
  for (const [text, uri = text] of cases) assert.equal(parseUri(text), uri);
});

test('a URI needs a scheme and a host', () => {
  for (const text of [
    'foo',
    '',
    'http:',
    'http://',
    'http:///x',
    '//host',
    'mailto:a@b',
    'urn:a:b',
    '1a://x',
    'http://user@',
    'http://:80',
  ]) {
    assert.throws(() => parseUri(text), {
      code: 'bad_name',
      detail: `URL requires scheme and network location: ${text}.`,
    });
  }
});

test('hosts, ports and characters that mean different things to different readers are refused', () => {
  for (const text of [
    'http://127.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://a..b/',
    'http://a.b./',
    'http://*.a/',
    'http://a b/',
    'http://a\\b/',
    'http://a%41/',
    'http://[::1%25eth0]/',
    'http://[::1/',
    'http://[192.0.2.1]/',
    'http://[::1/128]/',
    'http://a:0/',
    'http://a:65536/',
    'http://a:b/',
    'http://a@b@c/',
    'http://ü%@b/',
    'http://a/ü',
    'http://a/b c',
    'http://a/%zz',
    'http://a/%',
    'http://a/<b>',
    'http://a/\n',
    'http://a/\u202e',
    'http://a\n',
    ' http://a',
  ]) {
    assert.throws(() => parseUri(text), { code: 'bad_name' }, text);
  }
});

test('a constraint is a host or a domain', () => {
  assert.equal(parseUriConstraint('Example.com'), 'example.com');
  assert.equal(parseUriConstraint('.example.com'), '.example.com');
  for (const text of ['', 'http://a', '192.0.2.1', '*.a']) {
    assert.throws(() => parseUriConstraint(text), { code: 'bad_name' });
  }
});
