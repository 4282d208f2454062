import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { toHex, utf8 } from '#base';
import { encodePem, parseOnePem, parsePem } from './pem.ts';

const pem = '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n';
const hello = toHex(utf8('hello'));
const badPem = (detail: RegExp): object => ({ name: 'CaError', code: 'bad_pem', detail });

/** Label and hex of every block. */
const read = (text: string): string[] =>
  parsePem(text).map(({ label, der }) => `${label} ${toHex(der)}`);

test('a block is written in lines of 64 characters that end in LF', () => {
  assert.equal(encodePem('CERTIFICATE', utf8('hello')), pem);
  const [, ...lines] = encodePem('X', new Uint8Array(100)).split('\n');
  assert.deepEqual(
    lines.map((line) => line.length),
    [64, 64, 8, 15, 0],
  );
});

test('a block is read whatever its line ends, its indentation and the text around it', () => {
  const cases = [
    pem,
    pem.trimEnd(),
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll('\n', '\r'),
    pem.replaceAll('\n', ' \t\n'),
    pem.replaceAll(/^/gm, '  '),
    pem.replace('aGVsbG8=', 'aGVs\nbG8='),
    pem.replace('aGVsbG8=', 'aGVs bG\t8\n='),
    pem.replace('aGVsbG8=', '\n\naGVsbG8=\n\n'),
    `\ufeff${pem}`,
    `subject=CN = example.com\n----\n-----\n-----BEGIN-----\n-----END CERTIFICATE-----\n${pem}after`,
    `x-----BEGIN OTHER-----\n${pem}`,
    `-----BEGIN OTHER----- x\n${pem}`,
    `-----BEGIN  OTHER-----\n-----BEGIN other-----\n-----BEGIN OTHER------\n${pem}`,
  ];
  for (const text of cases)
    assert.deepEqual(read(text), [`CERTIFICATE ${hello}`], JSON.stringify(text));
});

test('all blocks are read in their order', () => {
  const other = encodePem('EC PRIVATE KEY', utf8('x'));
  assert.deepEqual(read(`${other}between\n${pem}${other}`), [
    'EC PRIVATE KEY 78',
    `CERTIFICATE ${hello}`,
    'EC PRIVATE KEY 78',
  ]);
  for (const label of ['X', 'PKCS7', '8', 'X509 CRL', 'A-B', `${'A'.repeat(61)}9`])
    assert.deepEqual(read(encodePem(label, utf8('x'))), [`${label} 78`]);
  for (const label of ['', 'é', '-A', ' A', 'A ', 'a', `${'A'.repeat(62)}9`])
    assert.deepEqual(read(encodePem(label, utf8('x'))), [], label);
  assert.deepEqual(read(''), []);
  assert.deepEqual(read('no block here'), []);
});

test('a malformed block is refused by name', () => {
  const block = (body: string): string => `-----BEGIN X-----\n${body}\n-----END X-----`;
  const other = /X holds something other than base64/;
  const cases: [text: string, fault: RegExp][] = [
    [block(''), other],
    [block('\n \n'), other],
    [block('A'), other],
    [block('AAA'), other],
    [block('A==='), other],
    [block('===='), other],
    [block('AAAA===='), other],
    [block('AA==AAAA'), other],
    [block('AA-_'), other],
    [block('AAÄA'), other],
    [block('AAAA\u0000'), other],
    [block('Proc-Type: 4,ENCRYPTED\n\nAAAA'), other],
    [block('AAAA x-----END X-----'), other],
    ['-----BEGIN X-----\nAAAA', /X has no END line/],
    ['-----BEGIN X-----', /X has no END line/],
    ['-----BEGIN X-----\nAAAA\n-----END Y-----', /X is not closed by its own END line/],
    ['-----BEGIN X-----\nAAAA\n-----END X----', /X is not closed by its own END line/],
    ['-----BEGIN X-----\nAAAA\n-----END x-----', /X is not closed by its own END line/],
    [block(`AAAA\n${block('AAAA')}`), /X is not closed by its own END line/],
  ];
  for (const [text, fault] of cases) assert.throws(() => parsePem(text), badPem(fault), text);
});

test('one mebibyte of text is read and no more, whatever stands in it', () => {
  const size = 1 << 20;
  const frame = '-----BEGIN X-----\n\n-----END X-----'.length;
  const body = 'A'.repeat((size - frame) & ~3);
  assert.equal(parsePem(`-----BEGIN X-----\n${body}\n-----END X-----`).length, 1);
  for (const filler of ['\n', ' ', '-', '-----\n', ' \n'])
    assert.deepEqual(read(filler.repeat(size / filler.length)), []);
  assert.throws(() => parsePem(' '.repeat(size + 1)), { name: 'CaError', code: 'too_large' });
});

test('exactly one block with one of the labels asked for is given', () => {
  assert.equal(toHex(parseOnePem(pem, 'X', 'CERTIFICATE')), hello);
  const cases: [text: string, fault: RegExp][] = [
    ['', /Expected one PEM block X or Y, found nothing\./],
    [pem, /found CERTIFICATE\./],
    [pem + pem, /found CERTIFICATE, CERTIFICATE\./],
    [encodePem('X', utf8('x')) + pem, /found X, CERTIFICATE\./],
    [encodePem('X', utf8('x')).repeat(9), /found X, X, X, X\./],
  ];
  for (const [text, fault] of cases)
    assert.throws(() => parseOnePem(text, 'X', 'Y'), badPem(fault), text);
});

test('any bytes come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      assert.equal(toHex(parseOnePem(encodePem('X Y', bytes), 'X Y')), toHex(bytes));
    }),
  );
});
