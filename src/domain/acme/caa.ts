import type { CaaRecord } from '#net';
import { withNamesAbove } from './identifiers.ts';

/** Who asks to issue what. */
export interface CaaQuestion {
  readonly wildcard: boolean;
  /** The names that records know us by, in lower case. */
  readonly issuerNames: readonly string[];
  /** RFC 8657 §3. */
  readonly accountUrl: string;
  /** The kind of challenge that was met (RFC 8657 §4). */
  readonly method: string;
}

/** Tags that say nothing against a certificate for a host name, whatever their value. */
const known: ReadonlySet<string> = new Set([
  'issue',
  'issuewild',
  'iodef',
  'contactemail',
  'contactphone',
  'issuemail',
  'issuevmc',
]);

/**
 * The CAA record set that counts for a name (RFC 8659 §3): its own, else that of the nearest name above that has one;
 * empty where none has. One question for each name; an answer that fails, fails the whole.
 */
export async function findRecords(
  name: string,
  ask: (name: string) => Promise<readonly CaaRecord[]>,
): Promise<readonly CaaRecord[]> {
  for (const each of withNamesAbove(name)) {
    const records = await ask(each);
    if (records.length > 0) return records;
  }
  return [];
}

/**
 * Why a record set forbids a certificate, or undefined when it does not (RFC 8659 §4, RFC 8657).
 *
 * - A critical record with a tag that we do not know forbids, whatever else there is.
 * - For a wildcard, `issuewild` records count alone where there are any, else `issue` ones; for other names, `issue`.
 * - Where records count, one of them must name us, and all of its parameters that we know must hold.
 */
export function findRefusal(
  records: readonly CaaRecord[],
  question: CaaQuestion,
): string | undefined {
  const tagged = records.map((record) => ({ ...record, tag: record.tag.toLowerCase() }));
  const strange = tagged.find(({ critical, tag }) => critical && !known.has(tag));
  if (strange) return 'A critical CAA record has a tag that is not known here';
  const wild = tagged.filter(({ tag }) => tag === 'issuewild');
  const plain = tagged.filter(({ tag }) => tag === 'issue');
  const counting = question.wildcard && wild.length > 0 ? wild : plain;
  if (counting.length === 0 || counting.some(({ value }) => names(value, question)))
    return undefined;
  return 'CAA records do not name this authority, account and kind of challenge';
}

function names(value: string, question: CaaQuestion): boolean {
  const parsed = parseIssueValue(value);
  if (!parsed || !question.issuerNames.includes(parsed.issuer.toLowerCase())) return false;
  return parsed.parameters.every(([tag, text], place, all) => {
    const isFirst = all.findIndex(([other]) => other === tag) === place;
    if (tag === 'accounturi') return isFirst && text === question.accountUrl;
    if (tag === 'validationmethods') return isFirst && text.split(',').includes(question.method);
    return true;
  });
}

/** An issuer, empty for nobody, and its parameters, their tags in lower case. */
export interface IssueValue {
  readonly issuer: string;
  readonly parameters: readonly (readonly [tag: string, value: string])[];
}

const label = '[A-Za-z0-9](?:-*[A-Za-z0-9])*';
const issuerShape = new RegExp(`^(?:${label}(?:\\.${label})*)?$`);
const parameterShape = new RegExp(`^(${label})[ \\t]*=[ \\t]*([\\x21-\\x3a\\x3c-\\x7e]*)$`);
const maxLength = 4096;

/** The value of an `issue` or `issuewild` record (RFC 8659 §4.2); undefined when malformed, which is for nobody. */
export function parseIssueValue(text: string): IssueValue | undefined {
  if (text.length > maxLength) return undefined;
  const [issuer = '', ...rest] = text
    .split(';')
    .map((part) => part.replaceAll(/^[ \t]+|[ \t]+$/g, ''));
  if (!issuerShape.test(issuer)) return undefined;
  const isBare = rest.length === 1 && rest[0] === '';
  const matches = isBare ? [] : rest.map((part) => parameterShape.exec(part));
  const parameters = matches.flatMap((match) =>
    match ? [[(match[1] ?? '').toLowerCase(), match[2] ?? ''] as const] : [],
  );
  return parameters.length === matches.length ? { issuer, parameters } : undefined;
}
