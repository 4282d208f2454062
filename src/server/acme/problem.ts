import { isCaError, second, type ErrorCode } from '#base';
import type { AcmeProblem } from '#acme';

/** The last part of `urn:ietf:params:acme:error:…` (RFC 8555 §6.7, RFC 9773 §7.4, draft-ietf-acme-profiles §6). */
export type FaultType =
  | AcmeProblem['type']
  | 'accountDoesNotExist'
  | 'alreadyReplaced'
  | 'alreadyRevoked'
  | 'badNonce'
  | 'badPublicKey'
  | 'badRevocationReason'
  | 'badSignatureAlgorithm'
  | 'externalAccountRequired'
  | 'invalidContact'
  | 'invalidProfile'
  | 'malformed'
  | 'orderNotReady'
  | 'rateLimited'
  | 'unsupportedContact'
  | 'unsupportedIdentifier'
  | 'userActionRequired';

/** What else an answer that says no may carry. */
export interface FaultMore {
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A request that is refused on the wire, before or beside what the rooms refuse. `message` is shown. */
export class AcmeFault extends Error {
  override readonly name = 'AcmeFault';
  readonly type: FaultType;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: FaultType, status: number, detail: string, more: FaultMore = {}) {
    super(detail);
    this.type = type;
    this.status = status;
    this.headers = more.headers ?? {};
    this.members = more.members ?? {};
  }
}

/** A request that is none. */
export function malformed(detail: string): AcmeFault {
  return new AcmeFault('malformed', 400, detail);
}

/** What every way in which a room says no becomes: the type of the problem and the status. */
const answers: Readonly<Record<ErrorCode, readonly [type: FaultType, status: number]>> = {
  bad_request: ['malformed', 400],
  bad_der: ['malformed', 400],
  bad_pem: ['malformed', 400],
  bad_csr: ['badCSR', 400],
  bad_certificate: ['malformed', 400],
  bad_key: ['badPublicKey', 400],
  bad_name: ['malformed', 400],
  bad_extension: ['badCSR', 400],
  bad_signature: ['malformed', 400],
  too_large: ['malformed', 413],
  unsupported: ['malformed', 400],
  not_found: ['malformed', 404],
  already_exists: ['malformed', 409],
  already_revoked: ['alreadyRevoked', 400],
  no_csr: ['malformed', 400],
  unauthorized: ['unauthorized', 401],
  forbidden: ['unauthorized', 403],
  authority_disabled: ['serverInternal', 503],
  authority_expired: ['serverInternal', 503],
  authority_revoked: ['serverInternal', 503],
  authority_limit: ['serverInternal', 500],
  bad_validity: ['malformed', 400],
  lint_failed: ['badCSR', 400],
  refused: ['unauthorized', 403],
  rate_limited: ['rateLimited', 429],
  no_such_account: ['accountDoesNotExist', 400],
  bad_contact: ['invalidContact', 400],
  unsupported_contact: ['unsupportedContact', 400],
  terms_not_agreed: ['userActionRequired', 403],
  binding_required: ['externalAccountRequired', 403],
  unsupported_identifier: ['unsupportedIdentifier', 400],
  rejected_identifier: ['rejectedIdentifier', 400],
  bad_profile: ['invalidProfile', 400],
  order_not_ready: ['orderNotReady', 403],
  already_replaced: ['alreadyReplaced', 409],
  bad_reason: ['badRevocationReason', 400],
  key_unavailable: ['serverInternal', 503],
  bad_config: ['serverInternal', 500],
  bad_data_directory: ['serverInternal', 500],
  data_too_new: ['serverInternal', 500],
  address_in_use: ['serverInternal', 500],
  busy: ['serverInternal', 503],
  outcome_unknown: ['serverInternal', 503],
  clock_untrusted: ['serverInternal', 503],
  restore_unconfirmed: ['serverInternal', 503],
  internal: ['serverInternal', 500],
};

/** What an error becomes on the wire. Of what is ours to mend, and of unknown errors, nothing is told. */
export function toFault(error: unknown): AcmeFault {
  if (error instanceof AcmeFault) return error;
  if (!isCaError(error)) return unknownFault(error);
  const [type, status] = answers[error.code];
  const detail = type === 'serverInternal' ? ours(status) : error.detail;
  return new AcmeFault(type, status, detail, { headers: retryAfter(status, error.retryAfterMs) });
}

/** `Retry-After` in whole seconds, at least one. */
export function retryAfterSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / second)));
}

/** An identifier as it was asked for. */
export interface AskedIdentifier {
  readonly type: string;
  readonly value: string;
}

/** The refusal of an order with a problem for each identifier at fault (RFC 8555 §6.7.1). */
export function withSubproblems(error: unknown, identifiers: readonly AskedIdentifier[]): unknown {
  if (!isCaError(error) || error.problems.length === 0) return error;
  const fault = toFault(error);
  const subproblems = error.problems.flatMap(({ path, detail }) => {
    const identifier = path[0] === 'identifiers' ? identifiers[Number(path[1])] : undefined;
    return identifier ? [{ type: urn(fault.type), detail, identifier }] : [];
  });
  const { type, status, headers } = fault;
  return new AcmeFault(type, status, fault.message, { headers, members: { subproblems } });
}

/** A problem that an object shows. */
export function problemOf({ type, detail, identifier, subproblems }: AcmeProblem): object {
  return {
    type: urn(type),
    detail,
    ...(identifier && { identifier }),
    ...(subproblems && { subproblems: subproblems.map(problemOf) }),
  };
}

/** The full name of a type. */
export function urn(type: FaultType): string {
  return `urn:ietf:params:acme:error:${type}`;
}

function unknownFault(error: unknown): AcmeFault {
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  const status =
    String(code).startsWith('FST_') && typeof statusCode === 'number' ? statusCode : 500;
  if (status === 413) return new AcmeFault('malformed', 413, 'The request is too large.');
  if (status < 500) return new AcmeFault('malformed', status, 'The request could not be read.');
  return new AcmeFault('serverInternal', status, ours(status), { headers: retryAfter(status) });
}

function ours(status: number): string {
  return status === 503 ? 'Not now; try again later.' : 'Something went wrong here.';
}

function retryAfter(status: number, ms?: number): Readonly<Record<string, string>> {
  if (ms === undefined && status !== 503) return {};
  return { 'retry-after': retryAfterSeconds(ms ?? second) };
}
