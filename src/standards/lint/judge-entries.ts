import type { Problem } from '#base';
import { CrlEntryWalk, type CrlEntry } from '#x509';
import { problemOf, type Rule } from './rule.ts';
import { crlEntryExtensions, crlEntryFields } from './rules/crl-entry/table.ts';
import type { EntryTerms } from './unsigned-crl.ts';

const entriesInStep = 2048;

/**
 * Judges encoded entries, one after the other: one problem for each rule that says no, with the serial number of the
 * first entry that it says no to; a rule that has said no is not asked again. Some thousand entries a step.
 *
 * @throws CaError `bad_der` at an entry that is malformed.
 */
export function* judgeEntries(der: Uint8Array, terms: EntryTerms): Generator<void, Problem[]> {
  const judging = new Judging(der, terms);
  while (judging.step()) yield;
  return judging.problems;
}

class Judging {
  readonly problems: Problem[] = [];
  readonly #walk: CrlEntryWalk;
  readonly #terms: EntryTerms;
  #ofFields = crlEntryFields;
  #ofExtensions = crlEntryExtensions;
  /** Which every rule that is still asked agrees to: nearly all entries have extensions that others had before. */
  readonly #agreed = new WeakSet<CrlEntry['extensions']>();
  #last: CrlEntry['extensions'] | undefined;

  constructor(der: Uint8Array, terms: EntryTerms) {
    this.#walk = new CrlEntryWalk(der);
    this.#terms = terms;
  }

  /** Judges the next entries; false after the last one. */
  step(): boolean {
    for (let judged = 0; judged < entriesInStep; judged++) {
      if (!this.#walk.next()) return false;
      this.#ofFields = this.#ask(this.#ofFields);
      const { extensions } = this.#walk;
      if (extensions !== this.#last) this.#judgeExtensions(extensions);
    }
    return true;
  }

  #judgeExtensions(extensions: CrlEntry['extensions']): void {
    this.#last = extensions;
    if (this.#agreed.has(extensions)) return;
    this.#ofExtensions = this.#ask(this.#ofExtensions);
    this.#agreed.add(extensions);
  }

  /** The rules that agree to the entry. */
  #ask<T extends Rule<CrlEntry, EntryTerms>>(rules: readonly T[]): readonly T[] {
    let open = rules;
    for (const rule of rules) {
      const fault = rule.check(this.#walk, this.#terms);
      if (fault === undefined) continue;
      this.problems.push(problemOf(rule, `${fault}: serial number ${this.#walk.serial}`));
      open = open.filter((each) => each !== rule);
    }
    return open;
  }
}
