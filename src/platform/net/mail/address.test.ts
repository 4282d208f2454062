import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { findMailAddress } from './address.ts';

test('an address is a dot-atom at a host, in ASCII', () => {
  const good: [string, string][] = [
    ['a@b', 'a@b'],
    ['First.Last+tag@Example.COM', 'First.Last+tag@example.com'],
    ["o'neil_{x}@mail.example.com", "o'neil_{x}@mail.example.com"],
    [`${'x'.repeat(64)}@b`, `${'x'.repeat(64)}@b`],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ];
  for (const [text, address] of good) equal(findMailAddress(text), address, text);
});

test('what could be more than one address, or hold a line of its own, is none', () => {
  const bad = [
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    'a@b, c@d',
    'a@b;c@d',
    'Ann <a@b>',
    '<a@b>',
    '"a b"@c',
    'a(x)@b',
    '.a@b',
    'a.@b',
    'a..b@c',
    'a@-b',
    'a@b-',
    'a@b..c',
    'a@.b',
    'a@[127.0.0.1]',
    'a@b\r\nBcc: c@d',
    'a\n@b',
    'a@b\0',
    'ä@b',
    'a@ä',
    `${'x'.repeat(65)}@b`,
    `a@${'x'.repeat(64)}`,
    `a@${'x.'.repeat(100)}y`,
  ];
  for (const text of bad) equal(findMailAddress(text), undefined, JSON.stringify(text));
});
