import type { AcmeAccount, AcmeAuthorization, AcmeChallenge, AcmeOrder } from './record.ts';

/** The states that each kind of object can be in. */
export interface States {
  readonly account: AcmeAccount['status'];
  readonly order: AcmeOrder['status'];
  readonly authorization: AcmeAuthorization['status'];
  readonly challenge: AcmeChallenge['status'];
}

/**
 * Every legal move (RFC 8555 §7.1.6), by kind and by the state it starts from. What does not stand here does not
 * happen: all that changes a state goes through {@link movesTo}.
 */
export const moves: {
  readonly [Kind in keyof States]: Readonly<Record<States[Kind], readonly States[Kind][]>>;
} = {
  account: {
    valid: ['deactivated', 'revoked'],
    deactivated: [],
    revoked: [],
  },
  order: {
    pending: ['ready', 'invalid'],
    ready: ['processing', 'invalid'],
    processing: ['valid', 'invalid'],
    valid: [],
    invalid: [],
  },
  authorization: {
    pending: ['valid', 'invalid', 'deactivated'],
    valid: ['expired', 'deactivated', 'revoked'],
    invalid: [],
    deactivated: [],
    expired: [],
    revoked: [],
  },
  challenge: {
    pending: ['processing'],
    processing: ['valid', 'invalid'],
    valid: [],
    invalid: [],
  },
};

/** The state in which each kind begins; an order whose every authorization is valid already begins one move further. */
export const first: States = {
  account: 'valid',
  order: 'pending',
  authorization: 'pending',
  challenge: 'pending',
};

/** Whether `from` may become `to`. */
export function mayMove<Kind extends keyof States>(
  kind: Kind,
  from: States[Kind],
  to: States[Kind],
): boolean {
  return moves[kind][from].includes(to);
}

/**
 * The states from which `to` may be reached: what an update must ask for, so that of two that happen at once the second
 * finds nothing to change.
 */
export function movesTo<Kind extends keyof States>(
  kind: Kind,
  to: States[Kind],
): readonly States[Kind][] {
  const states = Object.keys(moves[kind]) as States[Kind][];
  return states.filter((state) => mayMove(kind, state, to));
}
