/**
 * Every way in which Certwright says no, as one closed list. The server maps each code to an HTTP status and the
 * command line to an exit code, both by `Record<ErrorCode, …>`: a new code does not compile until each knows it.
 */
export const errorCodes = [
  // What came in is not what it claims to be.
  'bad_request',
  'bad_der',
  'bad_pem',
  'bad_csr',
  'bad_certificate',
  'bad_key',
  'bad_name',
  'bad_extension',
  'bad_signature',
  'too_large',
  'unsupported',
  // What was asked for is not there, or is there already.
  'not_found',
  'already_exists',
  'already_revoked',
  'no_csr',
  // Who asks may not.
  'unauthorized',
  'forbidden',
  // The rules of this CA say no.
  'authority_disabled',
  'authority_expired',
  'authority_revoked',
  'authority_limit',
  'bad_validity',
  'lint_failed',
  'refused',
  'rate_limited',
  // ACME's own, where its clients tell them apart (RFC 8555 §6.7, RFC 9773 §7.4).
  'no_such_account',
  'bad_contact',
  'unsupported_contact',
  'terms_not_agreed',
  'binding_required',
  'unsupported_identifier',
  'rejected_identifier',
  'bad_profile',
  'order_not_ready',
  'already_replaced',
  'bad_reason',
  // The machine cannot.
  'key_unavailable',
  'bad_config',
  'bad_data_directory',
  'data_too_new',
  'address_in_use',
  'busy',
  'outcome_unknown',
  'clock_untrusted',
  'restore_unconfirmed',
  'internal',
] as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** One of several things wrong with one input. */
export interface Problem {
  /** Where: a path of field names and list positions from the outside in; empty for the whole. */
  readonly path: readonly (string | number)[];
  /** What: a stable snake_case word, for instance the name of a lint rule. */
  readonly code: string;
  /** One sentence for a person. */
  readonly detail: string;
}

/**
 * The only error that Certwright throws on purpose. `detail` is one sentence that says what to do and is safe to show
 * to whoever asked: it never holds a secret, a path of the server's or a stack. `cause` is for the log alone.
 */
export class CaError extends Error {
  override readonly name = 'CaError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly problems: readonly Problem[];
  /** After how long another try may do better; undefined where nothing is known of that. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    more: { cause?: unknown; problems?: readonly Problem[]; retryAfterMs?: number } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.detail = detail;
    this.problems = more.problems ?? [];
    this.retryAfterMs = more.retryAfterMs;
  }
}

/** Tells whether `error` is a {@link CaError}, and one of `codes` when any are given. */
export function isCaError(error: unknown, ...codes: readonly ErrorCode[]): error is CaError {
  return error instanceof CaError && (codes.length === 0 || codes.includes(error.code));
}

/** Runs `work`; a `CaError` it throws leaves as `code` with the same words and problems, anything else as it is. */
export function recode<T>(code: ErrorCode, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isCaError(error) || error.code === code) throw error;
    throw new CaError(code, error.detail, { cause: error, problems: error.problems });
  }
}
