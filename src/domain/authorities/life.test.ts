import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { day, minute } from '#base';
import { name } from '#x509';
import { testApp } from '../../../test/app.ts';
import { outsideAuthority } from '../../../test/outside.ts';
import { lifeOf } from './life.ts';

const at = (text: string): number => Date.parse(text);

describe('C5: the life of an authority', () => {
  test('begins with this minute, ends with a whole one, both included, never outside its issuer', async () => {
    const { certificate } = await outsideAuthority(at('2026-01-01T00:00:00Z'));
    const moments = fc.integer({
      min: certificate.notBeforeMs,
      max: certificate.notAfterMs - 2 * minute,
    });
    const spans = fc.option(fc.integer({ min: 2 * minute, max: 9000 * day }), { nil: undefined });
    fc.assert(
      fc.property(moments, spans, fc.boolean(), (now, span, isRoot) => {
        const limits = isRoot ? [] : [certificate];
        const asked = span === undefined ? undefined : new Date(now + span);
        const { notBeforeMs, notAfterMs } = lifeOf(now, asked, limits);
        assert.ok(notBeforeMs <= now && now - notBeforeMs < minute);
        assert.ok(notAfterMs > now);
        if (asked) assert.ok(notAfterMs <= asked.getTime());
        const days = (isRoot ? 3650 : 1825) * day;
        assert.ok(notAfterMs - notBeforeMs < (span === undefined ? days : span + minute));
        if (!isRoot) assert.ok(notAfterMs <= certificate.notAfterMs);
      }),
    );
  });

  const edges: [title: string, now: string, asked: string | undefined, end: string][] = [
    ['ten years for a root', '2026-02-28T23:59:59.999Z', undefined, '2036-02-26T23:58:00Z'],
    ['across a leap day', '2028-02-29T12:00:00Z', '2032-02-29T12:00:00Z', '2032-02-29T12:00:00Z'],
    ['into 2050', '2026-01-01T00:00:00Z', '2050-01-01T00:00:00Z', '2050-01-01T00:00:00Z'],
    ['up to 2049', '2026-01-01T00:00:00Z', '2049-12-31T23:59:59Z', '2049-12-31T23:59:00Z'],
  ];
  for (const [title, now, asked, end] of edges) {
    test(title, () => {
      const { notAfterMs } = lifeOf(at(now), asked === undefined ? asked : new Date(asked), []);
      assert.equal(new Date(notAfterMs).toISOString(), new Date(end).toISOString());
    });
  }

  test('is refused when nothing is left of it', async () => {
    const { certificate } = await outsideAuthority(at('2026-01-01T00:00:00Z'));
    const now = at('2026-06-01T00:00:30Z');
    const cases: [Date | undefined, number][] = [
      [new Date(now), now],
      [new Date(now - 1), now],
      [new Date(Number.NaN), now],
      [undefined, certificate.notAfterMs],
    ];
    for (const [asked, nowMs] of cases)
      assert.throws(() => lifeOf(nowMs, asked, [certificate]), { code: 'bad_validity' });
  });

  test('is written as UTCTime through 2049 and as GeneralizedTime after', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const make = async (label: string, notAfter: string): Promise<string> => {
      const request = { name: label, subject: name(`CN=${label}`), notAfter: new Date(notAfter) };
      const { certificate } = await ca.authorities.create(request);
      return Buffer.from(certificate.der).toString('latin1');
    };
    assert.ok((await make('a', '2049-12-31T23:59:00Z')).includes('491231235900Z'));
    assert.ok((await make('b', '2050-01-01T00:00:00Z')).includes('20500101000000Z'));
  });
});
