import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, isCaError, toHex } from '#base';
import { encodeDer, parseDer } from '#der';
import { encodeSerial, readSerial } from './serial.ts';

test('a serial is written as the shortest positive INTEGER', () => {
  const cases: [serial: string, der: string][] = [
    ['1', '020101'],
    ['7F', '02017f'],
    ['80', '02020080'],
    ['0080', '02020080'],
    ['40aa', '020240aa'],
    ['7' + 'F'.repeat(39), `02147f${'ff'.repeat(19)}`],
  ];
  for (const [serial, der] of cases) assert.equal(toHex(encodeDer(encodeSerial(serial))), der);
});

test('a serial that is zero, no hex or too long for twenty octets is never written', () => {
  for (const serial of [
    '',
    '0',
    '00',
    'XY',
    '0x10',
    'AA:BB',
    '-1',
    'F'.repeat(40),
    '1'.repeat(41),
    'é',
  ])
    assert.throws(
      () => encodeDer(encodeSerial(serial)),
      (error) => isCaError(error, 'bad_certificate'),
      serial,
    );
});

test('a serial is read as upper-case hex without leading zeros', () => {
  const cases: [der: string, serial: string][] = [
    ['020100', '0'],
    ['020101', '1'],
    ['02020080', '80'],
    ['02020abc', 'ABC'],
  ];
  for (const [der, serial] of cases) assert.equal(read(der), serial);
  for (const der of ['0201ff', '0200', '02020001', `0215007f${'ff'.repeat(19)}`, '0a0101'])
    assert.throws(
      () => read(der),
      (error) => isCaError(error, 'bad_der'),
      der,
    );
});

function read(hex: string): string {
  return parseDer(findHex(hex) ?? new Uint8Array(), readSerial);
}
