import { assert, type Problem } from '#base';
import type { ParsedTbsCrl } from '#x509';
import { octetsOf, type EntryStock, type Surroundings } from './entry-stock.ts';
import { judgeEntries } from './judge-entries.ts';
import { grant, grantOwn, type Prepared } from './prepared.ts';
import { judge } from './rule.ts';
import { crl } from './rules/crl/table.ts';
import { readUnsignedCrl, type CrlContext, type UnsignedCrl } from './unsigned-crl.ts';

/**
 * Judges an unsigned CRL by RFC 5280 §5 and our own limits: the list, then every entry, each looked at once. Signs
 * nothing, stores nothing.
 *
 * @param tbsDer  TBSCertList in DER, of any size; what is signed is a copy.
 * @throws CaError `lint_failed` with one problem for each rule that says no, for entries with the serial number of the
 *   first that it says no to; `bad_der` when the bytes are no TBSCertList.
 */
export function prepareCrl(tbsDer: Uint8Array, context: CrlContext): Prepared<ParsedTbsCrl> {
  const document = readUnsignedCrl(tbsDer);
  const { listDer = new Uint8Array(0), algorithm } = document;
  const ofEntries = atOnce(judgeEntries(listDer, document));
  const problems = [...judge(crl, document, context), ...ofEntries];
  return grant({ noun: 'CRL', tbsDer, document, algorithm, problems });
}

/** An unsigned CRL in pieces: what `encodeCrlFrame` of `#x509` puts around the entries, those of a stock, and others. */
export interface CrlPieces extends Surroundings {
  readonly stock: EntryStock;
}

/** What is handed out of a CRL in pieces: nothing of it leads to the bytes that are signed. */
export type CrlHeader = Pick<
  ParsedTbsCrl,
  'version' | 'thisUpdateMs' | 'nextUpdateMs' | 'extensions'
>;

/**
 * As {@link prepareCrl}, for a CRL in pieces: puts them together, judges what is around the entries, and of the entries
 * those that were not agreed to before. A little a step, so that whoever drives it can let other work go on in between.
 * Until the list is signed it lives in the stock, which is to rest.
 */
export function* prepareCrlInSteps(
  pieces: CrlPieces,
  context: CrlContext,
): Generator<void, Prepared<CrlHeader>> {
  const { stock } = pieces;
  const tbsDer = yield* stock.surround(pieces);
  const unsigned = readUnsignedCrl(tbsDer);
  const looseDer = findLoose(unsigned, tbsDer, pieces);
  const problems = [
    ...judge(crl, unsigned, context),
    ...oncePerRule([
      ...(yield* stock.judge(unsigned)),
      ...(yield* judgeEntries(looseDer, unsigned)),
    ]),
  ];
  const { algorithm, version, thisUpdateMs, nextUpdateMs, extensions } = unsigned;
  const document = { version, thisUpdateMs, nextUpdateMs, extensions };
  const prepared = grantOwn({ noun: 'CRL', tbsDer, document, algorithm, problems });
  stock.lend(prepared);
  return prepared;
}

/**
 * The entries that are not those of the stock. The list of the document is both and nothing else, so that judging them
 * judges all of its entries.
 */
function findLoose(
  { listDer = new Uint8Array(0) }: UnsignedCrl,
  tbsDer: Uint8Array,
  { head, stock, loose }: CrlPieces,
): Uint8Array {
  const isThere = listDer.length === 0 || listDer.byteOffset - tbsDer.byteOffset === head.length;
  const isAll = listDer.length === stock.octets + octetsOf(loose);
  assert(isThere && isAll, 'entries that stand elsewhere');
  return listDer.subarray(stock.octets);
}

function oncePerRule(problems: readonly Problem[]): Problem[] {
  const first = new Map<string, Problem>();
  for (const problem of problems) if (!first.has(problem.code)) first.set(problem.code, problem);
  return [...first.values()];
}

function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
