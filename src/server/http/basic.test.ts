import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBasic } from './basic.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const read = (header: string | undefined): [string, string] | undefined => {
  const found = parseBasic(header);
  return found && [found.username, found.password.reveal()];
};

test('credentials are split at the first colon and percent-decoded after that', () => {
  const cases: readonly (readonly [text: string, username: string, password: string])[] = [
    ['robot:secret', 'robot', 'secret'],
    ['robot:a:b', 'robot', 'a:b'],
    ['a%3Ab:c%25d', 'a:b', 'c%d'],
    ['gr%C3%BCn:grün', 'grün', 'grün'],
    ['robot:100%', 'robot', '100%'],
    ['robot:%zz%4', 'robot', '%zz%4'],
    [':', '', ''],
  ];
  for (const [text, ...expected] of cases) {
    assert.deepEqual(read(`Basic ${encode(text)}`), expected, text);
  }
});

test('the name of the scheme is read in any case', () => {
  for (const scheme of ['basic', 'BASIC', 'Basic ']) {
    assert.deepEqual(read(`${scheme} ${encode('a:b')}`), ['a', 'b'], scheme);
  }
});

test('anything else is no login', () => {
  const cases = [
    undefined,
    '',
    'Basic',
    'Basic ',
    `Bearer ${encode('a:b')}`,
    `Basic ${encode('no colon')}`,
    'Basic %%%',
    `Basic ${Buffer.from([0xff, 0x3a, 0x61]).toString('base64')}`,
    encode('a:b'),
  ];
  for (const header of cases) assert.equal(parseBasic(header), undefined, String(header));
});
