import type { Problem } from '#base';
import { readCrlEntries } from '#x509';
import { problemOf } from './rule.ts';
import { crlEntry } from './rules/crl-entry/table.ts';
import type { CrlEntryRule, EntryTerms } from './unsigned-crl.ts';

const entriesInStep = 2048;

/**
 * Judges encoded entries, one after the other: one problem for each rule that says no, with the serial number of the
 * first entry that it says no to; a rule that has said no is not asked again. Some thousand entries a step.
 *
 * @throws CaError `bad_der` at an entry that is malformed.
 */
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
