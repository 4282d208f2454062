import type { Problem } from '#base';
import type { ParsedTbsCrl } from '#x509';
import { grant, type Prepared } from './prepared.ts';
import { judge, problemOf } from './rule.ts';
import { crlEntry } from './rules/crl-entry/table.ts';
import { crl } from './rules/crl/table.ts';
import {
  readUnsignedCrl,
  type CrlContext,
  type CrlEntryRule,
  type UnsignedCrl,
} from './unsigned-crl.ts';

const entriesInStep = 256;

/**
 * Judges an unsigned CRL by RFC 5280 §5 and our own limits: the list, then every entry, each looked at once. Signs
 * nothing, stores nothing.
 *
 * @param tbsDer  TBSCertList in DER, of any size; what is signed is a copy.
 * @throws CaError `lint_failed` with one problem for each rule that says no, for entries with the serial number of the
 *   first that it says no to; `bad_der` when the bytes are no TBSCertList.
 */
export function prepareCrl(tbsDer: Uint8Array, context: CrlContext): Prepared<ParsedTbsCrl> {
  return atOnce(judgeInSteps(tbsDer, context));
}

/**
 * As {@link prepareCrl}, a few thousand entries a step, so that whoever drives it can let other work go on in between.
 * Takes the array over: from the first step on it is empty for the caller, who could change it between two steps.
 */
export function* prepareCrlInSteps(
  tbsDer: Uint8Array<ArrayBuffer>,
  context: CrlContext,
): Generator<void, Prepared<ParsedTbsCrl>> {
  const isWhole = tbsDer.byteLength === tbsDer.buffer.byteLength;
  const own = isWhole ? new Uint8Array(tbsDer.buffer.transfer()) : tbsDer.slice();
  return yield* judgeInSteps(own, context);
}

function* judgeInSteps(
  tbsDer: Uint8Array,
  context: CrlContext,
): Generator<void, Prepared<ParsedTbsCrl>> {
  const document = readUnsignedCrl(tbsDer);
  const problems = [...judge(crl, document, context), ...(yield* judgeEntries(document))];
  return grant({ noun: 'CRL', tbsDer, document, algorithm: document.algorithm, problems });
}

/** One walk for all rules; a rule that has said no is not asked again. */
function* judgeEntries(document: UnsignedCrl): Generator<void, Problem[]> {
  const problems: Problem[] = [];
  let open: readonly CrlEntryRule[] = crlEntry;
  let judged = 0;
  for (const entry of document.entries()) {
    for (const rule of open) {
      const fault = rule.check(entry, document);
      if (fault === undefined) continue;
      problems.push(problemOf(rule, `${fault}: serial number ${entry.serial}`));
      open = open.filter((each) => each !== rule);
    }
    judged += 1;
    if (judged % entriesInStep === 0) yield;
  }
  return problems;
}

function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
