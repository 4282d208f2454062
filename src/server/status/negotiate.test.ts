import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsGzip, isKnown, modifiedAt, rangeOf, type Wishes } from './negotiate.ts';

const etag = '"crl-7"';
const lastModified = new Date('2026-11-21T12:00:30.500Z');

test('gzip goes to those alone who say that they take it', () => {
  const cases: [header: string | undefined, accepts: boolean][] = [
    [undefined, false],
    ['', false],
    ['identity', false],
    ['gzip', true],
    ['GZIP;q=0.5', true],
    ['x-gzip', true],
    ['deflate, gzip', true],
    ['gzip;q=0', false],
    ['gzip;q=0.0, *', false],
    ['*', true],
    ['*;q=0', false],
    ['br;q=1, gzip;q=high', false],
  ];
  for (const [header, accepts] of cases) assert.equal(acceptsGzip(header), accepts, String(header));
});

test('what somebody has is known by its tag, or else by its time', () => {
  const cases: [headers: Wishes, known: boolean][] = [
    [{}, false],
    [{ 'if-none-match': '"crl-7"' }, true],
    [{ 'if-none-match': 'W/"crl-7"' }, true],
    [{ 'if-none-match': '"crl-6", "crl-7"' }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"crl-6"' }, false],
    [{ 'if-none-match': 'crl-7' }, false],
    [{ 'if-modified-since': 'Sat, 21 Nov 2026 12:00:30 GMT' }, true],
    [{ 'if-modified-since': 'Sat, 21 Nov 2026 12:00:29 GMT' }, false],
    [{ 'if-modified-since': 'yesterday' }, false],
    [{ 'if-none-match': '"crl-6"', 'if-modified-since': 'Sat, 21 Nov 2026 12:00:30 GMT' }, false],
  ];
  for (const [headers, known] of cases)
    assert.equal(isKnown(headers, { etag, lastModified }), known, JSON.stringify(headers));
});

test('a time is said only when no other version can bear it any more', () => {
  const published = new Date('2026-11-21T12:00:30.900Z');
  const modified = new Date('2026-11-21T12:00:32Z');
  const cases: [now: string, time: Date | undefined][] = [
    ['2026-11-21T12:00:30.900Z', undefined],
    ['2026-11-21T12:00:31.999Z', undefined],
    ['2026-11-21T12:00:32.000Z', modified],
    ['2027-11-21T12:00:32.000Z', modified],
  ];
  for (const [now, time] of cases)
    assert.deepEqual(modifiedAt(published, Date.parse(now)), time, now);
  assert.equal(modifiedAt(undefined, Date.parse('2027-01-01')), undefined);
  const asked = { 'if-modified-since': 'Sat, 21 Nov 2026 12:00:31 GMT' };
  assert.equal(isKnown(asked, { etag }), false, 'nobody can know');
  assert.equal(
    isKnown(asked, { etag, lastModified: modified }),
    false,
    'who came in that second saw another one',
  );
});

test('one range of octets is cut out; what is no such range gets the whole', () => {
  const cases: [headers: Wishes, range: ReturnType<typeof rangeOf>][] = [
    [{}, 'whole'],
    [{ range: 'bytes=0-0' }, { from: 0, to: 1 }],
    [{ range: 'Bytes=0-0' }, { from: 0, to: 1 }],
    [{ range: 'bytes=10-19' }, { from: 10, to: 20 }],
    [{ range: 'bytes=90-' }, { from: 90, to: 100 }],
    [{ range: 'bytes=90-1000' }, { from: 90, to: 100 }],
    [{ range: 'bytes=-10' }, { from: 90, to: 100 }],
    [{ range: 'bytes=-1000' }, { from: 0, to: 100 }],
    [{ range: 'bytes=100-' }, 'none'],
    [{ range: 'bytes=-0' }, 'none'],
    [{ range: 'bytes=20-10' }, 'whole'],
    [{ range: 'bytes=-' }, 'whole'],
    [{ range: 'bytes=0-1,5-6' }, 'whole'],
    [{ range: 'lines=0-1' }, 'whole'],
    [
      { range: 'bytes=0-1', 'if-range': etag },
      { from: 0, to: 2 },
    ],
    [
      { range: 'bytes=0-1', 'if-range': 'Sat, 21 Nov 2026 12:00:30 GMT' },
      { from: 0, to: 2 },
    ],
    [{ range: 'bytes=0-1', 'if-range': '"crl-6"' }, 'whole'],
    [{ range: 'bytes=0-1', 'if-range': 'Sat, 21 Nov 2026 12:00:31 GMT' }, 'whole'],
  ];
  for (const [headers, range] of cases)
    assert.deepEqual(
      rangeOf(headers, { etag, lastModified, sizeBytes: 100 }),
      range,
      JSON.stringify(headers),
    );
});
