import { second } from '#base';

/** How much, and for how long, the server listens to anybody. */
export interface HttpLimits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** Longest part of an address that a route takes as a parameter, in characters. */
  readonly parameterCharacters: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** Lag of the event loop, averaged over `lagWindowMs`, above which requests are turned away with 503. */
  readonly lagMs: number;
  readonly lagWindowMs: number;
  /** What requests in flight have left when the server closes. */
  readonly closeDeadlineMs: number;
  /** Failed logins a minute: from one address for one name, from one address in all, for one name in all. */
  readonly failedLoginsPerName: number;
  readonly failedLoginsPerAddress: number;
  readonly failedLoginsPerAccount: number;
}

/** The defaults, each changed where `changes` says so. */
export function limitsOf(changes: Partial<HttpLimits> = {}): HttpLimits {
  return Object.freeze({ ...defaults, ...changes });
}

const defaults: HttpLimits = {
  bodyBytes: 1 << 20,
  headerBytes: 16 << 10,
  parameterCharacters: 128,
  headersMs: 10 * second,
  requestMs: 30 * second,
  lagMs: second,
  lagWindowMs: second,
  closeDeadlineMs: 10 * second,
  failedLoginsPerName: 10,
  failedLoginsPerAddress: 100,
  failedLoginsPerAccount: 60,
};
