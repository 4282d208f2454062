import { Resolver } from 'node:dns/promises';
import { second } from '#base';
import { NetError, type NetFault } from './net-error.ts';

/** A property of RFC 8659 §4.1. */
export interface CaaRecord {
  /** Bit 0 of the flags: who does not know the tag must not issue. */
  readonly critical: boolean;
  /** As it came, unknown ones as well. */
  readonly tag: string;
  readonly value: string;
}

/** What each kind of record is told as: addresses as text, names without the dot at the end, TXT strings joined. */
export interface DnsRecords {
  readonly A: string;
  readonly AAAA: string;
  readonly CNAME: string;
  readonly TXT: string;
  readonly CAA: CaaRecord;
}

/** The kinds of record that are asked for. */
export type RecordType = keyof DnsRecords;

/** Asks the resolvers. */
export type Resolve = <T extends RecordType>(
  name: string,
  type: T,
  signal: AbortSignal,
) => Promise<readonly DnsRecords[T][]>;

/**
 * A stub resolver (RFC 1034 §5.3.1): leaves recursion, aliases and DNSSEC to its servers and keeps nothing, each question
 * is asked anew. Knows neither the hosts file nor search domains.
 *
 * @param servers  Addresses, a port behind a colon (`127.0.0.1:5353`, `[::1]:5353`). Default: those of the system.
 */
export function createResolve(servers?: readonly string[]): Resolve {
  return async (name, type, signal) => {
    const resolver = new Resolver({ timeout: 2 * second, tries: 3, maxTimeout: 4 * second });
    if (servers) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      return await questions[type](resolver, name);
    } catch (cause) {
      return nothing(type, describe(cause, signal), { name, cause });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

type Question<T extends RecordType> = (
  resolver: Resolver,
  name: string,
) => Promise<readonly DnsRecords[T][]>;

const questions: { readonly [T in RecordType]: Question<T> } = {
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
  CNAME: (resolver, name) => resolver.resolveCname(name),
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')),
  CAA: async (resolver, name) => (await resolver.resolveCaa(name)).map(toCaaRecord),
};

const noData = 'ENODATA';
const faults: Readonly<Record<string, NetFault>> = {
  ENOTFOUND: 'nxdomain',
  ESERVFAIL: 'servfail',
  ETIMEOUT: 'dns_timeout',
  ECANCELLED: 'dns_timeout',
};

function describe(cause: unknown, signal: AbortSignal): string {
  return signal.aborted ? 'ETIMEOUT' : String((cause as { code?: unknown }).code);
}

/** No record is an answer; so is no name where CAA was asked for (RFC 8659 §3). All else is none. */
function nothing(
  type: RecordType,
  code: string,
  { name, cause }: { readonly name: string; readonly cause: unknown },
): readonly never[] {
  if (code === noData || (type === 'CAA' && code === 'ENOTFOUND')) return [];
  const fault = faults[code] ?? 'dns';
  const words = { nxdomain: 'NXDOMAIN', servfail: 'SERVFAIL', dns_timeout: 'no answer in time' };
  const said = words[fault as keyof typeof words] ?? code;
  throw new NetError(fault, `DNS problem: ${said} looking up ${type} for ${name}.`, cause);
}

/**
 * Node tells the property as a field named as its tag, beside `type: 'CAA'` and the flags. A tag named `critical` hides
 * the flag, which is then assumed.
 */
function toCaaRecord(record: object): CaaRecord {
  const { critical, ...rest } = record as Readonly<Record<string, unknown>>;
  if (typeof critical === 'string') return { critical: true, tag: 'critical', value: critical };
  const [tag, value] = Object.entries(rest).find((pair) => pair.join(' ') !== 'type CAA') ?? [
    'type',
    'CAA',
  ];
  return { critical: (Number(critical) & 0x80) !== 0, tag, value: String(value) };
}
