import assert from 'node:assert/strict';
import test from 'node:test';
import { createAddressGuard } from './address-guard.ts';

const open = createAddressGuard();

test('what is not globally reachable is refused, in every form in which it can be written', () => {
  const forbidden = [
    ...['0.0.0.0', '0.1.2.3', '10.0.0.5', '10.255.255.255', '100.64.0.9', '100.127.255.255'],
    ...['127.0.0.1', '127.8.8.8', '169.254.169.254', '172.16.9.9', '172.31.255.255'],
    ...['192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.7.7', '198.18.0.1', '198.19.255.255'],
    ...['198.51.100.7', '203.0.113.9', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '100::1', 'fc00::1', 'fd00::5', 'fe80::1', 'fec0::1', 'ff02::1', '5f00::1'],
    ...['2001::1', '2001:1ff::1', '2001:10::1', '2001:20::1', '2001:db8::1', '3fff::1', '4000::1'],
    ...['::ffff:10.0.0.5', '::ffff:7f00:1', '::10.0.0.5', '::7f00:1', '::ffff:0:0'],
    ...[
      '64:ff9b::10.0.0.5',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b:1::1',
      '2002:a00:5::',
      '2002:7f00:1::1',
    ],
  ];
  for (const address of forbidden) assert.equal(open(address), false, address);
});

test('what is public passes', () => {
  const allowed = [
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
    ...['126.255.255.255', '128.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'],
    ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '2606:4700::1111', '2001:200::1'],
    ...['2001:4860:4860::8888', '2a00::1', '3ffe::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'],
    ...['2002:808:808::1'],
  ];
  for (const address of allowed) assert.equal(open(address), true, address);
});

test('what is no address in its one spelling never passes', () => {
  const texts = [
    ...[
      '',
      'localhost',
      '127.1',
      '0x7f.0.0.1',
      '2130706433',
      '010.0.0.1',
      '8.8.8.8 ',
      '8.8.8.8:80',
    ],
    ...['8.8.8.8/32', '[2a00::1]', 'fe80::1%eth0', '2a00::1%1', '2a00::1::1', '１.1.1.1'],
  ];
  for (const text of texts) assert.equal(open(text), false, text);
});

test('networks that are named pass, and nothing beside them', () => {
  const guard = createAddressGuard(['10.20.0.0/16', '127.0.0.1', 'fd00::/64', '::1/128']);
  const cases: [address: string, passes: boolean][] = [
    ['10.20.0.0', true],
    ['10.20.255.255', true],
    ['10.21.0.0', false],
    ['10.19.255.255', false],
    ['127.0.0.1', true],
    ['127.0.0.2', false],
    ['::ffff:10.20.1.1', true],
    ['::ffff:10.21.1.1', false],
    ['fd00::9', true],
    ['fd00:0:0:1::9', false],
    ['::1', true],
    ['::2', false],
    ['8.8.8.8', true],
  ];
  for (const [address, passes] of cases) assert.equal(guard(address), passes, address);
});

test('a network that is none is a fault of whoever names it', () => {
  for (const network of ['10.20.0.1/16', 'example.com', '10.0.0.0/33', '']) {
    assert.throws(() => createAddressGuard([network]), /network/, network);
  }
});
