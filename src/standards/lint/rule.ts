import type { Problem } from '#base';

/**
 * One rule over an unsigned document: one file, what the standard says on top, good and bad samples beside it. A rule
 * is an error or it is no rule: there are no warnings. Rules judge what was decoded from the exact bytes to be signed,
 * never what somebody meant to encode; what decoding alone already refuses needs no rule.
 */
export interface Rule<Document, Context> {
  /** snake_case, stable: it is the `code` of a problem. The name of the file, behind that of its rule set. */
  readonly name: string;
  /** Where it is said: `RFC 5280 §4.1.2.2`; `Certwright` for limits of our own. */
  readonly source: string;
  /** One sentence without its full stop saying what is wrong, or undefined when all is well. */
  check(document: Document, context: Context): string | undefined;
}

/** One problem for each rule that says no, in the order of the rules. */
export function judge<Document, Context>(
  rules: readonly Rule<Document, Context>[],
  document: Document,
  context: Context,
): Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    const fault = rule.check(document, context);
    if (fault !== undefined) problems.push(problemOf(rule, fault));
  }
  return problems;
}

/** What a rule that says no leaves for the caller to read. */
export function problemOf(
  { name, source }: Pick<Rule<unknown, unknown>, 'name' | 'source'>,
  fault: string,
): Problem {
  return { path: [], code: name, detail: `${fault} (${source})` };
}
