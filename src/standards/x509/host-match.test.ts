import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Extension } from './extension.ts';
import { formatGeneralName } from './general-name-text.ts';
import type { GeneralName } from './general-name.ts';
import { matchesHost } from './host-match.ts';

type Case = readonly [name: GeneralName, host: string, matches: boolean];

const dns = (value: string): GeneralName => ({ type: 'DNS', value });
const ip = (value: string): GeneralName => ({ type: 'IP', value });

const cases: readonly Case[] = [
  [dns('example.com'), 'example.com', true],
  [dns('example.com'), 'EXAMPLE.com.', true],
  [dns('EXAMPLE.com'), 'example.com', true],
  [dns('example.com'), 'www.example.com', false],
  [dns('example.com'), 'badexample.com', false],
  [dns('example.com.'), 'example.com', false],
  [dns('xn--bcher-kva.example'), 'bücher.example', true],
  [dns('*.example.com'), 'www.example.com', true],
  [dns('*.example.com'), 'xn--bcher-kva.example.com', true],
  [dns('*.example.com'), 'example.com', false],
  [dns('*.example.com'), 'a.b.example.com', false],
  [dns('*.example.com'), '*.example.com', false],
  [dns('*.example.com'), '.example.com', false],
  [dns('w*.example.com'), 'www.example.com', false],
  [dns('www.*.com'), 'www.example.com', false],
  [dns('*.*.com'), 'www.example.com', false],
  [dns('*'), 'localhost', false],
  [dns('localhost'), 'localhost', true],
  [dns('192.0.2.1'), '192.0.2.1', false],
  [dns('*.0.2.1'), '192.0.2.1', false],
  [ip('192.0.2.1'), '192.0.2.1', true],
  [ip('192.0.2.1'), '192.0.2.2', false],
  [ip('192.0.2.1'), '192.0.2.01', false],
  [ip('192.0.2.1'), '::ffff:192.0.2.1', false],
  [ip('2001:db8::1'), '2001:DB8:0:0::1', true],
  [ip('2001:db8::1'), '[2001:db8::1]', true],
  [ip('192.0.2.0/24'), '192.0.2.0', false],
  [{ type: 'URI', value: 'https://example.com/' }, 'example.com', false],
  [{ type: 'email', value: 'example.com' }, 'example.com', false],
  [dns('example.com'), '', false],
  [dns('example.com'), 'example.com/', false],
  [dns('example.com'), 'example.com\u0000', false],
];

for (const [name, host, matches] of cases) {
  test(`${formatGeneralName(name)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(host)}`, () =>
    assert.equal(matchesHost({ extensions: [san(dns('other.test'), name)] }, host), matches));
}

test('without subject alternative names nothing matches', () => {
  assert.equal(matchesHost({ extensions: [] }, 'example.com'), false);
});

function san(...value: readonly GeneralName[]): Extension {
  return { type: 'subject_alternative_name', critical: false, value };
}
