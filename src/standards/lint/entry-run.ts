import type { Problem } from '#base';
import { readCrlEntries } from '#x509';
import { problemOf } from './rule.ts';
import { crlEntry } from './rules/crl-entry/table.ts';
import type { CrlEntryRule, EntryTerms } from './unsigned-crl.ts';

const entriesInStep = 256;

/**
 * Encoded entries of a CRL that never change, to be put on many of them. Nobody else has its bytes, and what was agreed
 * to once is not walked again: the next CRL of the same kind takes it as it is.
 */
export class EntryRun {
  /** How long it is. */
  readonly octets: number;
  readonly #der: Uint8Array;
  #agreed: EntryTerms | undefined;

  /** @param der  Entries as `encodeCrlEntries` of `#x509` writes them. Copied. */
  constructor(der: Uint8Array) {
    this.#der = der.slice();
    this.octets = der.length;
  }

  /** Writes its bytes into an array, from `at` on. */
  copyInto(whole: Uint8Array, at: number): void {
    whole.set(this.#der, at);
  }

  /**
   * One problem for each rule that says no, with the serial number of the first entry that it says no to. Some hundred
   * entries a step.
   *
   * @throws CaError `bad_der` at an entry that is malformed.
   */
  *judge(terms: EntryTerms): Generator<void, Problem[]> {
    if (isCovered(terms, this.#agreed)) return [];
    const problems = yield* judgeEntries(this.#der, terms);
    const { thisUpdateMs, isDelta, isIndirect } = terms;
    if (problems.length === 0) this.#agreed = { thisUpdateMs, isDelta, isIndirect };
    return problems;
  }
}

function isCovered(terms: EntryTerms, agreed: EntryTerms | undefined): boolean {
  return (
    agreed !== undefined &&
    agreed.isDelta === terms.isDelta &&
    agreed.isIndirect === terms.isIndirect &&
    agreed.thisUpdateMs <= terms.thisUpdateMs
  );
}

/** One walk for all rules; a rule that has said no is not asked again. */
export function* judgeEntries(der: Uint8Array, terms: EntryTerms): Generator<void, Problem[]> {
  const problems: Problem[] = [];
  let open: readonly CrlEntryRule[] = crlEntry;
  let judged = 0;
  for (const entry of readCrlEntries(der)) {
    for (const rule of open) {
      const fault = rule.check(entry, terms);
      if (fault === undefined) continue;
      problems.push(problemOf(rule, `${fault}: serial number ${entry.serial}`));
      open = open.filter((each) => each !== rule);
    }
    judged += 1;
    if (judged % entriesInStep === 0) yield;
  }
  return problems;
}
