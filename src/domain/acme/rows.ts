import type { Authority } from '#authorities';
import type { BoundAccountRow, UsedBindingRow } from './account-store.ts';
import type {
  AcmeAccount,
  AcmeAuthorization,
  AcmeBinding,
  AcmeChallenge,
  AcmeOrder,
  AcmeProblem,
  OrderIdentifier,
} from './record.ts';
import type { AuthorizationRow, ChallengeRow, OrderRow } from './tables.ts';

/** How long a client is asked to wait for an order that is being worked on. */
const issuingMs = 2000;

/** What a row of an account means. */
export function toAccount(row: BoundAccountRow): AcmeAccount {
  return Object.freeze({
    id: row.id,
    slug: row.slug,
    authorityId: row.authority_id,
    authoritySerial: row.authority_serial,
    status: row.status,
    contact: JSON.parse(row.contact) as string[],
    termsAgreed: row.terms_agreed === 1,
    key: Object.freeze({
      spki: row.spki,
      thumbprint: row.thumbprint,
      jwk: row.jwk,
      algorithm: row.algorithm,
    }),
    binding: row.binding,
    created: new Date(row.created_ms),
  });
}

/** What a row of a binding means at this moment. */
export function toBinding(row: UsedBindingRow, nowMs: number): AcmeBinding {
  const isOver = row.status === 'open' && row.expires_ms !== null && row.expires_ms <= nowMs;
  return Object.freeze({
    keyId: row.key_id,
    authorityId: row.authority_id,
    status: isOver ? 'expired' : row.status,
    description: row.description,
    profile: row.profile,
    names: JSON.parse(row.names) as string[],
    created: new Date(row.created_ms),
    expires: toDate(row.expires_ms),
    account: row.account,
  });
}

/** What a row of an order means at this moment: an open one whose time is over is invalid. */
export function toOrder(
  row: OrderRow,
  authorizations: readonly { readonly slug: string }[],
  nowMs: number,
): AcmeOrder {
  const status = statusOfOrder(row, nowMs);
  const isOver = status !== row.status;
  return Object.freeze({
    id: row.id,
    slug: row.slug,
    accountId: row.account_id,
    status,
    expires: new Date(row.expires_ms),
    identifiers: identifiersOf(row),
    notBefore: toDate(row.not_before_ms),
    notAfter: toDate(row.not_after_ms),
    profile: row.profile,
    replaces: row.replaces,
    authorizations: authorizations.map(({ slug }) => slug),
    certificate: status === 'valid' ? row.slug : null,
    error: isOver ? overdue : toProblem(row.error),
    retryAfter: status === 'processing' ? new Date(nowMs + issuingMs) : null,
  });
}

/** Why an order, or an authorization, ended that nobody finished in time. */
export const overdue: AcmeProblem = Object.freeze({
  type: 'unauthorized',
  detail: 'The time for it is over.',
});

/** The state of an order at this moment. */
export function statusOfOrder(
  { status, expires_ms }: Pick<OrderRow, 'status' | 'expires_ms'>,
  nowMs: number,
): AcmeOrder['status'] {
  const isOpen = status === 'pending' || status === 'ready';
  return isOpen && expires_ms <= nowMs ? 'invalid' : status;
}

/** The identifiers of an order, as they were asked for. */
export function identifiersOf({ identifiers }: Pick<OrderRow, 'identifiers'>): OrderIdentifier[] {
  return JSON.parse(identifiers) as OrderIdentifier[];
}

/** The state of an authorization at this moment: pending ones end as invalid, valid ones as expired. */
export function statusOfAuthorization(
  { status, expires_ms }: Pick<AuthorizationRow, 'status' | 'expires_ms'>,
  nowMs: number,
): AcmeAuthorization['status'] {
  if (expires_ms > nowMs) return status;
  if (status === 'pending') return 'invalid';
  return status === 'valid' ? 'expired' : status;
}

/** What the rows of an authorization mean at this moment. */
export function toAuthorization(
  row: AuthorizationRow,
  challenges: readonly ChallengeRow[],
  { nowMs, issuerNames }: { readonly nowMs: number; readonly issuerNames: readonly string[] },
): AcmeAuthorization {
  const status = statusOfAuthorization(row, nowMs);
  const decided = status === 'pending' ? [] : challenges.filter(hasDecided);
  const shown = decided.length > 0 ? decided : challenges;
  const all = shown.map((each) => toChallenge(each, row, issuerNames));
  const soonest = all.flatMap(({ retryAfter }) => retryAfter ?? []);
  return Object.freeze({
    slug: row.slug,
    identifier: Object.freeze({ type: row.type, value: row.value }),
    status,
    expires: new Date(row.expires_ms),
    wildcard: row.wildcard === 1,
    subdomains: row.subdomains === 1,
    challenges: all,
    retryAfter: status === 'pending' ? (soonest[0] ?? null) : null,
  });
}

/** What a row of a challenge means. */
export function toChallenge(
  row: ChallengeRow,
  { slug }: { readonly slug: string },
  issuerNames: readonly string[],
): AcmeChallenge {
  return Object.freeze({
    slug: row.slug,
    type: row.type,
    status: row.status,
    token: row.token,
    issuerNames: row.type === 'dns-persist-01' ? issuerNames : [],
    authorization: slug,
    validated: toDate(row.validated_ms),
    error: toProblem(row.error),
    retryAfter: row.status === 'processing' ? toDate(row.next_ms) : null,
  });
}

/** The names by which CAA and persistent records know an authority, in lower case. */
export function issuerNamesOf(
  { caaIdentity }: Pick<Authority, 'caaIdentity'>,
  { caaIdentities }: { readonly caaIdentities: readonly string[] },
): string[] {
  const names = [caaIdentity, ...caaIdentities].filter((name) => name !== '');
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

function hasDecided({ status }: ChallengeRow): boolean {
  return status === 'valid' || status === 'invalid';
}

function toProblem(json: string | null): AcmeProblem | null {
  return json === null ? null : (JSON.parse(json) as AcmeProblem);
}

function toDate(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}
