import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { day } from '#base';
import { name } from '#x509';
import { CompiledQuery } from 'kysely';
import { noon, testApp, type TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { CertificateRow, CertificateTables } from './store.ts';
import type { SearchFilter, SearchPage } from './search-filter.ts';
import { pageQuery } from './search-query.ts';
import { termsOf } from './search-terms.ts';
import type { IssuedCertificate, ListQuery, PagesQuery } from './index.ts';

const { pem: csr } = await makeCsr();

/** The row of a certificate that was issued and is gone again. */
async function takeRow(ca: TestApp): Promise<CertificateRow> {
  const { id } = await ca.certificates.issue(ca.issuing, { csr, subject: name('CN=x') });
  return ca.db.transaction<CertificateTables, CertificateRow>(async (trx) => {
    const issued = trx.selectFrom('certificate').selectAll().where('id', '=', id);
    const row = await issued.executeTakeFirstOrThrow();
    await trx.deleteFrom('certificate_name').where('certificate_id', '=', id).execute();
    await trx.deleteFrom('certificate').where('id', '=', id).execute();
    return row;
  });
}

/** Puts certificates like `row` on record under these ids, those with an even number revoked. */
async function record(ca: TestApp, row: CertificateRow, ids: readonly number[]): Promise<void> {
  await ca.db.transaction<CertificateTables, void>(async (trx) => {
    for (const id of ids) {
      const serial = `40AA${id}`;
      const revoked = id % 2 === 0 ? noon : null;
      const end = noon - 1 + (id % 3) * day;
      await trx
        .insertInto('certificate')
        .values({ ...row, id, serial, revoked_ms: revoked, not_after_ms: end })
        .execute();
    }
  });
}

/** Far apart: what one statement looks at ends between them. */
const ids = [5, 6, 7, 19_998, 20_001, 20_002, 45_000, 45_001, 90_000];

async function idsOf(pages: AsyncIterable<readonly IssuedCertificate[]>): Promise<number[][]> {
  return (await Array.fromAsync(pages)).map((page) => page.map(({ id }) => id));
}

describe('certificates.pages', () => {
  test('put together, they are the whole in its order, and none is empty or too long', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    await record(ca, await takeRow(ca), ids);
    const byEnd = ids.toSorted((a, b) => (a % 3) - (b % 3) || a - b);
    const odd = (id: number): boolean => id % 2 === 1;
    const cases: [PagesQuery, readonly number[]][] = [
      [{}, ids],
      [{ order: 'end' }, byEnd],
      [{ authority: ca.issuing }, ids],
      [{ authority: ca.issuing, order: 'end' }, byEnd],
      [{ authority: ca.root }, []],
      [{ authority: ca.root, order: 'end' }, []],
      [{ revoked: false }, ids.filter(odd)],
      [{ revoked: false, order: 'end' }, byEnd.filter(odd)],
      [{ expired: false, order: 'end' }, byEnd.filter((id) => id % 3 > 0)],
      [{ profile: 'nobody' }, []],
    ];
    for (const [query, expected] of cases)
      for (const size of [1, 2, 3, 100]) {
        const pages = await idsOf(ca.certificates.pages({ ...query, size }));
        assert.deepEqual(pages.flat(), expected, JSON.stringify({ query, size }));
        assert.ok(
          pages.every(({ length }) => length >= 1 && length <= size),
          JSON.stringify(pages),
        );
      }
  });

  test('what comes on record meanwhile moves none of the others, and is not among them', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    const row = await takeRow(ca);
    await record(ca, row, ids);
    const seen: number[] = [];
    let next = 90_001;
    for await (const page of ca.certificates.pages({ size: 2 })) {
      seen.push(...page.map(({ id }) => id));
      await record(ca, row, [next++, next++]);
    }
    assert.deepEqual(seen, ids);
  });
});

describe('certificates.list', () => {
  test('goes on behind the last one of the page before, however far that is', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    await record(ca, await takeRow(ca), ids);
    const list = async (query: ListQuery): Promise<number[]> =>
      (await ca.certificates.list(query)).map(({ id }) => id);
    assert.deepEqual(await list({}), ids);
    assert.deepEqual(await list({ limit: 4 }), ids.slice(0, 4));
    assert.deepEqual(await list({ limit: 4, after: 19_998 }), ids.slice(4, 8));
    assert.deepEqual(await list({ limit: 2, after: 7, revoked: false }), [20_001, 45_001]);
    assert.deepEqual(await list({ after: 90_000 }), []);
  });

  test('a page that cannot be is refused', async () => {
    await using ca = await testApp({ jobs: 'hold' });
    for (const query of [{ limit: 0 }, { limit: 1001 }, { limit: 0.5 }, { after: -1 }])
      await assert.rejects(ca.certificates.list(query), { code: 'bad_request' });
    const refused = Array.fromAsync(ca.certificates.pages({ size: 1001 }));
    await assert.rejects(refused, { code: 'bad_request' });
  });
});

test('no page is found by looking at all certificates: each begins at its place in an index', async (t) => {
  await using ca = await testApp({ jobs: 'hold' });
  if (ca.db.kind !== 'sqlite') return t.skip('PostgreSQL chooses by what is in the tables');
  const reader = ca.db.reader<CertificateTables>();
  const plan = async (filter: Partial<SearchFilter>, page: SearchPage): Promise<string> => {
    const { sql, parameters } = pageQuery(
      reader,
      page.order,
      termsOf({ nowMs: noon, ...filter }, page),
    ).compile();
    const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    const { rows } = await reader.executeQuery<{ detail: string }>(explained);
    return rows.map(({ detail }) => detail).join('; ');
  };
  const some = { limit: 50, ids: { from: 1, to: 20_000 } };
  const newest: SearchPage = { order: 'newest', ...some };
  const end: SearchPage = { order: 'end', limit: 50, after: { id: 7, notAfterMs: noon } };
  const name = { text: 'host', match: 'whole' } as const;
  const cases: [Partial<SearchFilter>, SearchPage, index: string][] = [
    [{}, newest, 'PRIMARY KEY (rowid>? AND rowid<?)'],
    [{}, { order: 'oldest', ...some }, 'PRIMARY KEY (rowid>? AND rowid<?)'],
    [{ authorityId: 1 }, newest, 'certificate_authority (authority_id=? AND id>? AND id<?)'],
    [{ state: 'expired' }, newest, 'PRIMARY KEY (rowid>? AND rowid<?)'],
    [{ state: 'revoked' }, newest, 'certificate_revoked_id (id>? AND id<?)'],
    [
      { state: 'revoked', authorityId: 1 },
      newest,
      'certificate_revoked (authority_id=? AND id>? AND id<?)',
    ],
    [{}, end, 'certificate_end (not_after_ms>?)'],
    [{ current: true, authorityId: 1 }, end, 'certificate_end (not_after_ms>?)'],
    [{ notAfterToMs: noon, state: 'valid' }, end, 'certificate_end (not_after_ms>? AND'],
    [{ sha256: 'AA', authorityId: 1 }, newest, 'certificate_fingerprint (<expr>=?)'],
    [{ name, authorityId: 1 }, newest, 'certificate_name_value (value=?)'],
    [
      { name: { text: 'host', match: 'end' } },
      newest,
      'certificate_name_reversed (reversed>? AND reversed<?)',
    ],
    [{ serialPrefix: '40AABBCCDDEE', authorityId: 1 }, newest, '(serial>? AND serial<?)'],
    [{ serialPrefix: '40' }, newest, 'PRIMARY KEY (rowid>? AND rowid<?)'],
  ];
  for (const [filter, page, index] of cases) {
    const chosen = await plan(filter, page);
    assert.ok(chosen.includes(index), `${JSON.stringify(filter)}: ${chosen}`);
    assert.ok(!chosen.includes('SCAN'), chosen);
  }
});
