/** What went wrong outside, in the words that decide what is told of it. */
export type NetFault =
  /** There is no such name. */
  | 'nxdomain'
  /** The resolver could not find out, a broken DNSSEC chain among the reasons. */
  | 'servfail'
  | 'dns_timeout'
  /** Any other answer of the resolver that is none: refused, malformed, not to be reached. */
  | 'dns'
  /** Every address of the name lies in a network that must not be asked. */
  | 'forbidden'
  | 'connection'
  | 'timeout'
  | 'tls'
  | 'redirect';

/** Why a question to another machine has no answer. The message is one sentence of printable ASCII, safe to show. */
export class NetError extends Error {
  override readonly name = 'NetError';
  readonly fault: NetFault;

  constructor(fault: NetFault, detail: string, cause?: unknown) {
    super(printable(detail), cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}

/** Rethrows what `work` threw as a {@link NetError}: itself, or a time-out when `signal` ended it, or `otherwise`. */
export async function asNetError<T>(
  work: Promise<T>,
  signal: AbortSignal,
  otherwise: (cause: unknown) => NetError,
): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof NetError) throw cause;
    if (signal.aborted) throw new NetError('timeout', 'There was no answer in time.', cause);
    throw otherwise(cause);
  }
}

/** The code of a fault of Node's, for people: `ECONNREFUSED`. */
export function codeOf(cause: unknown): string {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'no reason given';
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 400);
}
