import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Secret } from './secret.ts';

const word = 'correct horse';
const secret = new Secret(word);

test('a secret gives its value to who asks for it by name', () => {
  assert.equal(secret.reveal(), word);
  const octets = new Uint8Array([1]);
  assert.equal(new Secret(octets).reveal(), octets);
});

test('a secret does not print, whichever way it is looked at', () => {
  const ways: [way: string, text: string][] = [
    ['String', String(secret)],
    ['template', `pin ${secret as unknown as string}`],
    ['join', [secret].join()],
    ['toLocaleString', secret.toLocaleString()],
    ['JSON', JSON.stringify({ password: secret })],
    ['inspect', inspect(secret)],
    ['inspect, nested', inspect({ password: [secret] }, { depth: 9 })],
    ['inspect, hidden', inspect(secret, { showHidden: true, customInspect: false, getters: true })],
    ['console.log', format('%s %o %O %j', secret, secret, secret, secret)],
    ['entries', JSON.stringify(Object.entries(secret))],
    ['spread', JSON.stringify(Object.assign({}, secret))],
    ['own keys', Reflect.ownKeys(secret).map(String).join()],
    ['structured clone', inspect(structuredClone(secret))],
    ['v8.serialize', serialize(secret).toString('latin1')],
    ['error', inspect(new Error('x', { cause: secret }))],
  ];
  for (const [way, text] of ways) assert.ok(!text.includes('horse'), `${way}: ${text}`);
});

test('where something must stand, it is [secret]', () => {
  for (const text of [String(secret), inspect(secret), JSON.parse(JSON.stringify(secret))])
    assert.equal(text, '[secret]');
});
