import type { Net } from '#net';
import type { AcmeProblemType, ChallengeType, Identifier } from './record.ts';

/** What a validator is told of a challenge. */
export interface PendingChallenge {
  readonly type: ChallengeType;
  /** Without `*.`: that of the authorization on record, never one taken from a proof. */
  readonly identifier: Identifier;
  readonly wildcard: boolean;
  /** Whether it is to hold for all names below as well (RFC 9444). */
  readonly subdomains: boolean;
  /** Null for `dns-persist-01`. */
  readonly token: string | null;
  /** `TOKEN.THUMBPRINT` (RFC 8555 §8.1); null for `dns-persist-01`. */
  readonly keyAuthorization: string | null;
  /** The URL of the account. */
  readonly accountUrl: string;
  /** The names that CAA and persistent records know this authority by, in lower case. */
  readonly issuerNames: readonly string[];
  readonly nowMs: number;
}

/** Looks and judges; never writes, never moves a state. One file per kind of challenge in `validators/`. */
export interface ChallengeValidator {
  readonly type: ChallengeType;
  /**
   * Resolves when the proof is there.
   *
   * @param net     Made for the networks that the authority's policy allows.
   * @param signal  Ends the look-up; what it throws then is told as `connection`.
   * @throws ChallengeFailure  for all that the client can mend. Anything else is our own fault and tried again.
   */
  validate(challenge: PendingChallenge, net: Net, signal: AbortSignal): Promise<void>;
}

/** Why a proof was not found. */
export class ChallengeFailure extends Error {
  override readonly name = 'ChallengeFailure';
  readonly type: AcmeProblemType;

  /** @param detail One sentence, shown to the client: printable ASCII, of what came from outside only a short prefix. */
  constructor(type: AcmeProblemType, detail: string, more: { readonly cause?: unknown } = {}) {
    super(detail, more);
    this.type = type;
  }
}
