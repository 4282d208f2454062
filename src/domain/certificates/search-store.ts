import type { Kysely } from 'kysely';
import { compileOnce } from '#db';
import { isShort, type SearchFilter, type SearchPage } from './search-filter.ts';
import { issued, pageQuery } from './search-query.ts';
import { termsOf, type SearchTerms } from './search-terms.ts';
import type { CertificateTables, IssuedRow } from './tables.ts';

/** All SQL that looks for certificates by what they are. */
export interface SearchStore {
  page(filter: SearchFilter, page: SearchPage): Promise<IssuedRow[]>;
  /** Highest id of all; 0 when there is none. */
  lastId(): Promise<number>;
  /**
   * At most 10 whose serial begins with `prefix`, the shortest of them first, and at most 10 whose common name is
   * `commonName`, which is `folded` where names are compared.
   */
  listMeant(prefix: string | undefined, commonName: string, folded: string): Promise<IssuedRow[]>;
}

const meantLimit = 10;

/** Looks through `reader` where an index leads to what is wanted, else through `scanner`, where it keeps nobody waiting. */
export function createSearchStore(
  reader: Kysely<CertificateTables>,
  scanner: Kysely<CertificateTables>,
): SearchStore {
  const inOrder = (order: SearchPage['order']) =>
    compileOnce(reader, (from, terms: SearchTerms) => pageQuery(from, order, terms));
  const pages = { oldest: inOrder('oldest'), newest: inOrder('newest'), end: inOrder('end') };
  const findLast = compileOnce(reader, (from, _: object) =>
    from.selectFrom('certificate').select(({ fn }) => fn.max('id').as('id')),
  );
  return {
    page: async (filter, page) => {
      const through = isShort(filter, page.order) ? reader : scanner;
      return (await pages[page.order](termsOf(filter, page), through)).rows;
    },
    lastId: async () => (await findLast({})).rows[0]?.id ?? 0,
    listMeant: async (prefix, commonName, folded) => [
      ...(prefix === undefined ? [] : await listBegun(reader, prefix)),
      ...(await listCalled(reader, commonName, folded)),
    ],
  };
}

function listBegun(reader: Kysely<CertificateTables>, prefix: string): Promise<IssuedRow[]> {
  return issued(reader)
    .where('serial', '>=', prefix)
    .where('serial', '<', `${prefix}G`)
    .orderBy('serial')
    .limit(meantLimit)
    .execute();
}

function listCalled(
  reader: Kysely<CertificateTables>,
  commonName: string,
  folded: string,
): Promise<IssuedRow[]> {
  return issued(reader)
    .where('id', 'in', (where) =>
      where.selectFrom('certificate_name').select('certificate_id').where('value', '=', folded),
    )
    .where('common_name', '=', commonName)
    .limit(meantLimit)
    .execute();
}
