import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, isCaError, present, toHex } from '#base';
import { findIpOctets, ipToOctets, octetsToIp } from './ip-address.ts';

test('addresses and networks go to octets and come back in canonical text (RFC 5952)', () => {
  const cases: [text: string, hex: string, canonical?: string][] = [
    ['0.0.0.0', '00000000'],
    ['192.0.2.255', 'c00002ff'],
    ['10.0.0.0/8', '0a000000ff000000'],
    ['0.0.0.0/0', '0000000000000000'],
    ['192.0.2.1/32', 'c0000201ffffffff'],
    ['192.0.2.128/25', 'c0000280ffffff80'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['1::', '00010000000000000000000000000000'],
    ['2001:DB8:0:0:1:0:0:1', '20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001'],
    ['2001:db8::1:1:1:1:1', '20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '00010000000000020000000000000003', '1:0:0:2::3'],
    ['0001:2:3:4:5:6:7:8', '00010002000300040005000600070008', '1:2:3:4:5:6:7:8'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['::FFFF:c000:0201', '00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.1', '0064ff9b0000000000000000c0000201', '64:ff9b::c000:201'],
    ['2001:db8::/32', '20010db8000000000000000000000000ffffffff000000000000000000000000'],
    ['::/0', '00'.repeat(32)],
    ['::1/128', `${'00'.repeat(15)}01${'ff'.repeat(16)}`],
  ];
  for (const [text, hex, canonical = text] of cases) {
    assert.equal(toHex(ipToOctets(text)), hex, text);
    assert.equal(octetsToIp(octets(hex)), canonical);
  }
});

test('any other text is refused', () => {
  const texts =
    `1 1.2 1.2.3 1.2.3.4.5 256.0.0.1 01.2.3.4 1.2.3.04 0x1.2.3.4 0x01020304 16909060 1.2.3.-4 1.2.3.+4
    1.2.3.4. .1.2.3.4 1..2.3 1.2.3.4/33 1.2.3.4/8 10.0.0.0/08 10.0.0.0/ 10.0.0.0/255.0.0.0 10.0.0.0/8/8 /8 10/8
    10.0.0.0/+8 : ::: 1::2::3 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:8:: ::1:2:3:4:5:6:7:8 :1::2 1::2: 12345::
    g:: ::1%eth0 fe80::1%1 [::1] ::1.2.3 ::1.2.3.256 ::01.2.3.4 1.2.3.4:: ::1.2.3.4:5 ::1/129 2001:db8::1/32 ::1/-1
    1:2:3:4:5:6:7:1.2.3.4 ١.٢.٣.٤`.split(/\s+/);
  for (const text of ['', ' ', ' 1.2.3.4', '1.2.3.4\n', '::1\0', ...texts]) {
    assert.equal(findIpOctets(text), undefined, text);
    assert.throws(() => ipToOctets(text), { code: 'bad_name' });
  }
  assert.throws(() => ipToOctets('x'), { detail: 'x: Could not parse IP address.' });
});

test('octets that are neither address nor network are refused', () => {
  for (const hex of [
    '',
    '01',
    '010203',
    '0102030405',
    '01020304050607',
    '0a00000000ff0000',
    '0a000000ff00ff00',
  ]) {
    assert.throws(
      () => octetsToIp(octets(hex)),
      (error) => isCaError(error, 'bad_der'),
      hex,
    );
  }
  assert.throws(() => octetsToIp(octets('0a000001ff000000')), { detail: /outside its mask/ });
  assert.throws(() => octetsToIp(octets('00'.repeat(64))), { detail: 'IP address of 64 octets.' });
});

function octets(hex: string): Uint8Array {
  return present(findHex(hex), hex);
}
