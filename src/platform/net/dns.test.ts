import assert from 'node:assert/strict';
import test from 'node:test';
import { startDns, tableZone, type TestDnsAnswer } from '../../../test/dns.ts';
import { createResolve, type RecordType } from './dns.ts';
import { NetError } from './net-error.ts';

const signal = (): AbortSignal => AbortSignal.timeout(5000);
const zone = new Map<string, TestDnsAnswer>([
  ['a.test A', [{ type: 'A', data: '192.0.2.1' }]],
  ['a.test AAAA', [{ type: 'AAAA', data: '2001:db8::1' }]],
  [
    'a.test TXT',
    [
      { type: 'TXT', data: 'x'.repeat(300) },
      { type: 'TXT', data: '' },
    ],
  ],
  ['alias.test CNAME', [{ type: 'CNAME', data: 'a.test' }]],
  [
    'a.test CAA',
    [
      { type: 'CAA', data: '0 issue ca.example; a=b' },
      { type: 'CAA', data: '128 future "x"' },
      { type: 'CAA', data: '0 issue ;' },
      { type: 'CAA', data: '0 critical yes' },
      { type: 'CAA', data: '1 type odd' },
    ],
  ],
  ['fail.test A', 'SERVFAIL'],
  ['fail.test CAA', 'SERVFAIL'],
  ['no.test A', 'REFUSED'],
  ['slow.test A', 'silence'],
]);

test('records come as they stand', async () => {
  await using dns = await startDns(tableZone(zone));
  const resolve = createResolve([dns.server]);
  const cases: [name: string, type: RecordType, records: unknown][] = [
    ['a.test', 'A', ['192.0.2.1']],
    ['a.test', 'AAAA', ['2001:db8::1']],
    ['a.test', 'TXT', ['x'.repeat(300), '']],
    ['alias.test', 'CNAME', ['a.test']],
    ['alias.test', 'TXT', []],
    ['gone.test', 'CAA', []],
    ['alias.test', 'CAA', []],
    [
      'a.test',
      'CAA',
      [
        { critical: false, tag: 'issue', value: 'ca.example; a=b' },
        { critical: true, tag: 'future', value: '"x"' },
        { critical: false, tag: 'issue', value: ';' },
        { critical: true, tag: 'critical', value: 'yes' },
        { critical: false, tag: 'type', value: 'odd' },
      ],
    ],
  ];
  for (const [name, type, records] of cases) {
    assert.deepEqual(await resolve(name, type, signal()), records, `${name} ${type}`);
  }
});

test('what is no answer is told apart', async () => {
  await using dns = await startDns(tableZone(zone));
  const resolve = createResolve([dns.server]);
  const cases: [name: string, type: RecordType, fault: string, words: RegExp][] = [
    ['gone.test', 'A', 'nxdomain', /NXDOMAIN looking up A for gone\.test/],
    ['gone.test', 'TXT', 'nxdomain', /NXDOMAIN looking up TXT/],
    ['fail.test', 'A', 'servfail', /SERVFAIL/],
    ['fail.test', 'CAA', 'servfail', /SERVFAIL looking up CAA/],
    ['no.test', 'A', 'dns', /EREFUSED/],
  ];
  for (const [name, type, fault, words] of cases) {
    await assert.rejects(resolve(name, type, signal()), failure(fault, words), `${name} ${type}`);
  }
});

test('a resolver that says nothing is given up when the signal says so', async () => {
  await using dns = await startDns(tableZone(zone));
  const resolve = createResolve([dns.server]);
  const ended = resolve('slow.test', 'A', AbortSignal.timeout(50));
  await assert.rejects(ended, failure('dns_timeout', /no answer in time/));
  await assert.rejects(
    resolve('a.test', 'A', AbortSignal.abort()),
    failure('dns_timeout', /in time/),
  );
});

test('nothing is remembered: each question is asked anew', async () => {
  await using dns = await startDns(tableZone(zone));
  const resolve = createResolve([dns.server]);
  for (let i = 0; i < 3; i++) await resolve('a.test', 'TXT', signal());
  assert.deepEqual(dns.asked, ['a.test TXT', 'a.test TXT', 'a.test TXT']);
});

function failure(fault: string, words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof NetError && error.fault === fault && words.test(error.message);
}
