import { CaError, isCaError, type Problem } from '#base';
import { findIpOctets, octetsToIp, parseHostName } from '#x509';
import type { NewOrder } from './acme.ts';
import { isAllowed } from './name-rules.ts';
import type { AcmePolicy } from './policy.ts';
import type { ChallengeType, OrderIdentifier } from './record.ts';

type Asked = NewOrder['identifiers'][number];

/** What decides whether a name may be asked for. */
export interface NameLaw {
  readonly policy: AcmePolicy;
  /** The names of the account's binding; empty for all. */
  readonly boundTo: readonly string[];
}

/** What an authorization must be for. */
export interface Need {
  readonly type: 'dns' | 'ip';
  /** Without `*.`. */
  readonly value: string;
  readonly wildcard: boolean;
  readonly subdomains: boolean;
}

const maxIdentifiers = 100;
const forNamesBelow = new Set<ChallengeType>(['dns-01', 'dns-account-01', 'dns-persist-01']);
const forAddresses = new Set<ChallengeType>(['http-01', 'tls-alpn-01']);

/**
 * The identifiers of an order in their one form, each once, all of them allowed.
 *
 * @throws CaError `bad_request` for none or more than 100; `unsupported_identifier`, `rejected_identifier` with a problem
 *   for each that cannot be.
 */
export function parseIdentifiers(asked: readonly Asked[], law: NameLaw): OrderIdentifier[] {
  if (asked.length === 0 || asked.length > maxIdentifiers)
    throw new CaError('bad_request', `Name 1 to ${maxIdentifiers} identifiers.`);
  const problems: Problem[] = [];
  const found = new Map<string, OrderIdentifier>();
  for (const [place, each] of asked.entries()) {
    const parsed = attempt(each, law);
    if (isCaError(parsed)) {
      problems.push({ path: ['identifiers', place], code: parsed.code, detail: parsed.detail });
    } else if (!found.has(keyOf(parsed))) {
      found.set(keyOf(parsed), parsed);
    }
  }
  if (problems.length > 0) throw refusal(problems);
  return [...found.values()];
}

/** As {@link parseIdentifiers}, one; throws what is wrong with it. */
export function parseIdentifier(asked: Asked, law: NameLaw): OrderIdentifier {
  const identifier =
    asked.type === 'dns' ? parseDns(asked, law.policy) : parseIp(asked, law.policy);
  const { allowedNames, deniedNames } = law.policy;
  const isFine =
    isAllowed(identifier, { allowed: allowedNames, denied: deniedNames }) &&
    isAllowed(identifier, { allowed: law.boundTo, denied: [] });
  if (!isFine) throw rejected(`${identifier.value} is not a name for this account to ask for.`);
  return identifier;
}

/** What an authorization must be for, to do for an identifier of an order. */
export function needOf({ type, value, ancestorDomain }: OrderIdentifier): Need {
  if (ancestorDomain !== undefined)
    return { type, value: ancestorDomain, wildcard: false, subdomains: true };
  const wildcard = value.startsWith('*.');
  return { type, value: wildcard ? value.slice(2) : value, wildcard, subdomains: false };
}

/** A name and all above it, nearest first: `a.b.c`, `b.c`, `c`. */
export function withNamesAbove(value: string): string[] {
  const labels = value.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}

/** Of these kinds of proof, those that can be for this name (RFC 8555 §8, RFC 8738 §4, RFC 9444 §5). */
export function suitable(types: readonly ChallengeType[], need: Need): ChallengeType[] {
  if (need.type === 'ip') return types.filter((type) => forAddresses.has(type));
  if (!need.wildcard && !need.subdomains) return [...types];
  return types.filter((type) => forNamesBelow.has(type));
}

/** Identifiers are the same when these are. */
export function keyOf({ type, value }: { readonly type: string; readonly value: string }): string {
  return `${type}:${value}`;
}

function attempt(asked: Asked, law: NameLaw): OrderIdentifier | CaError {
  try {
    return parseIdentifier(asked, law);
  } catch (error) {
    if (isCaError(error)) return error;
    throw error;
  }
}

function parseDns({ value, ancestorDomain }: Asked, policy: AcmePolicy): OrderIdentifier {
  const name = parseHost(value, true);
  if (name.startsWith('*.') && !policy.wildcards)
    throw rejected('This authority certifies no wildcards.');
  if (ancestorDomain === undefined) return { type: 'dns', value: name };
  const ancestor = parseHost(ancestorDomain, false);
  if (!policy.subdomains)
    throw rejected('This authority takes no authorization of a name for those below it.');
  if (name !== ancestor && !name.endsWith(`.${ancestor}`))
    throw rejected(`${name} does not lie below ${ancestor}.`);
  return { type: 'dns', value: name, ancestorDomain: ancestor };
}

function parseHost(text: string, wildcard: boolean): string {
  if (/[^\x21-\x7e]/.test(text)) throw rejected('Write the host name in A-labels (RFC 5890).');
  try {
    return parseHostName(text, { wildcard });
  } catch (error) {
    if (isCaError(error, 'bad_name')) throw rejected(error.detail);
    throw error;
  }
}

function parseIp({ type, value, ancestorDomain }: Asked, policy: AcmePolicy): OrderIdentifier {
  if (type !== 'ip' || !policy.ipIdentifiers)
    throw new CaError(
      'unsupported_identifier',
      'This authority does not certify such identifiers.',
    );
  const octets = findIpOctets(value);
  if (octets?.length !== 4 && octets?.length !== 16)
    throw rejected('Write the address as RFC 8738 has it, without a network.');
  if (ancestorDomain !== undefined) throw rejected('Only a host name lies below another.');
  return { type: 'ip', value: octetsToIp(octets) };
}

function rejected(detail: string): CaError {
  return new CaError('rejected_identifier', detail);
}

/** One kind of problem keeps its own code; with several, `rejected_identifier` stands for all. */
function refusal(problems: readonly Problem[]): CaError {
  const [first] = problems;
  const isOneKind = problems.every(({ code }) => code === first?.code);
  const code =
    isOneKind && first?.code === 'unsupported_identifier' ? first.code : 'rejected_identifier';
  const detail =
    problems.length === 1 ? (first?.detail ?? '') : 'Some of the names cannot be certified.';
  return new CaError(code, detail, { problems });
}
