import { assert, type Problem } from '#base';
import type { ParsedTbsCrl } from '#x509';
import { judgeEntries, type EntryRun } from './entry-run.ts';
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

/** An unsigned CRL in pieces: what `encodeCrlFrame` of `#x509` puts around the entries, and these. */
export interface CrlPieces {
  readonly head: Uint8Array;
  readonly runs: readonly EntryRun[];
  readonly tail: Uint8Array;
}

/** What is handed out of a CRL in pieces: nothing of it leads to the bytes that are signed. */
export type CrlHeader = Pick<
  ParsedTbsCrl,
  'version' | 'thisUpdateMs' | 'nextUpdateMs' | 'extensions'
>;

/**
 * As {@link prepareCrl}, for a CRL in pieces: puts them together, judges what is around the entries, and of the entries
 * those that were not agreed to before. A little a step, so that whoever drives it can let other work go on in between.
 */
export function* prepareCrlInSteps(
  pieces: CrlPieces,
  context: CrlContext,
): Generator<void, Prepared<CrlHeader>> {
  const tbsDer = yield* putTogether(pieces);
  const unsigned = readUnsignedCrl(tbsDer);
  requireEntries(unsigned, tbsDer, pieces);
  const problems = [...judge(crl, unsigned, context), ...(yield* judgeRuns(pieces, unsigned))];
  const { algorithm, version, thisUpdateMs, nextUpdateMs, extensions } = unsigned;
  const document = { version, thisUpdateMs, nextUpdateMs, extensions };
  return grantOwn({ noun: 'CRL', tbsDer, document, algorithm, problems });
}

const octetsInStep = 1 << 20;

function* putTogether({ head, runs, tail }: CrlPieces): Generator<void, Uint8Array> {
  const octets = octetsOf(runs);
  const whole = new Uint8Array(head.length + octets + tail.length);
  whole.set(head);
  let [at, untilStep] = [head.length, octetsInStep];
  for (const run of runs) {
    run.copyInto(whole, at);
    at += run.octets;
    untilStep -= run.octets;
    if (untilStep > 0) continue;
    untilStep = octetsInStep;
    yield;
  }
  whole.set(tail, at);
  return whole;
}

/** That the list of the document is these runs and nothing else, so that judging them judges its entries. */
function requireEntries(
  { listDer }: UnsignedCrl,
  tbsDer: Uint8Array,
  { head, runs }: CrlPieces,
): void {
  const at = listDer && listDer.byteOffset - tbsDer.byteOffset;
  const isThere = at === (runs.length === 0 ? undefined : head.length);
  assert(isThere && (listDer?.length ?? 0) === octetsOf(runs), 'entries that stand elsewhere');
}

function octetsOf(runs: readonly EntryRun[]): number {
  return runs.reduce((sum, { octets }) => sum + octets, 0);
}

function* judgeRuns({ runs }: CrlPieces, document: UnsignedCrl): Generator<void, Problem[]> {
  const problems = new Map<string, Problem>();
  for (const run of runs)
    for (const problem of yield* run.judge(document))
      if (!problems.has(problem.code)) problems.set(problem.code, problem);
  return [...problems.values()];
}

function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
