import { assert, CaError, hour, present } from '#base';
import type { Authority } from '#authorities';
import type { IssuedCertificate, IssueRequest } from '#certificates';
import { commonName, parseCsr, type GeneralName, type Name } from '#x509';
import { actorOf, requireAccount } from './accounts.ts';
import { bookedAs } from './book-issue.ts';
import { asksCaa, requireCaa, type CaaAsker, type CaaSubject } from './check-caa.ts';
import type { Context } from './context.ts';
import { needOf, withNamesAbove } from './identifiers.ts';
import { lawOf, requireOpen } from './law.ts';
import { chooseProfile, type OrderProfile } from './order-profile.ts';
import { endOf } from './order-times.ts';
import type { PlacedAuthorization } from './order-store.ts';
import type { AcmeAccount, OrderIdentifier } from './record.ts';
import { identifiersOf, statusOfAuthorization, toAccount } from './rows.ts';
import type { OrderRow, Trx } from './tables.ts';

/** CAA records that were looked up longer ago are looked up again (RFC 8659 §4; CA/Browser Forum, BR 3.2.2.8). */
const freshMs = 8 * hour;
const commonNameOid = '2.5.4.3';
const maxCommonName = 64;

/**
 * Issues what an order asks for, now that all of it still holds: its account, its time, an authorization that is valid at
 * this moment for each of its names, CAA records that allow it.
 *
 * @throws CaError as `certificates.issue`, `unauthorized`; ChallengeFailure `caa`, `dns`. In none of these cases, but
 *   for those of `certificates.issue` that say so, has anything been signed.
 */
export async function issueForOrder(context: Context, order: OrderRow): Promise<IssuedCertificate> {
  const { authorities, certificates, clock, store } = context;
  const authority = await authorities.get({ id: order.authority_id });
  await requireOpen(context, authority);
  const row = await store.accounts.find({ id: order.account_id });
  const account = requireAccount(toAccount(present(row, 'account of an order')));
  const placed = await requireAuthorized(context, order);
  await requireFreshCaa(context, { authority, account, order, placed });
  const law = await lawOf(context, account);
  const profile = chooseProfile(context, law, order.profile);
  const notAfter = endOf(order.not_after_ms, { authority, profile, nowMs: clock.now() });
  return certificates.issue(authority, {
    ...contentOf(order, profile),
    ...(notAfter && { notAfter }),
    profile: profile.name,
    actor: actorOf(account),
    requestId: bookedAs(order),
  });
}

/** Key and names: those of the order; its CSR says which of them comes first. */
function contentOf(
  order: OrderRow,
  { decidesSubject }: OrderProfile,
): Pick<IssueRequest, 'csr' | 'extensions' | 'subject'> {
  const csr = present(order.csr, 'CSR of an order');
  const asked = commonName(parseCsr(csr).subject);
  const subject: Name =
    decidesSubject || asked === undefined || asked.length > maxCommonName
      ? []
      : [{ oid: commonNameOid, value: asked.toLowerCase() }];
  const value = identifiersOf(order).map(toGeneralName);
  return {
    csr,
    subject,
    extensions: [{ type: 'subject_alternative_name', critical: false, value }],
  };
}

function toGeneralName({ type, value }: OrderIdentifier): GeneralName {
  return { type: type === 'dns' ? 'DNS' : 'IP', value };
}

/** Every name has its own living authorization, of this account; throws `unauthorized` otherwise. */
async function requireAuthorized(
  { clock, store }: Context,
  order: OrderRow,
): Promise<PlacedAuthorization[]> {
  const placed = await store.orders.authorizations(order.id);
  const identifiers = identifiersOf(order);
  assert(placed.length === identifiers.length, 'an authorization for each identifier');
  if (order.expires_ms <= clock.now())
    throw new CaError('unauthorized', 'The time of the order is over.');
  for (const [place, identifier] of identifiers.entries()) {
    const own = present(placed[place], 'authorization of an identifier');
    assert(own.account_id === order.account_id && isFor(own, identifier), 'its own authorization');
    const status = statusOfAuthorization(own, clock.now());
    if (status !== 'valid')
      throw new CaError('unauthorized', `The authorization of ${own.value} is ${status}.`);
  }
  return placed;
}

/** Whether an authorization does for a name: the same, or one above it that is for all below. */
export function isFor(
  { type, value, wildcard, subdomains }: PlacedAuthorization | Omit<PlacedAuthorization, 'place'>,
  identifier: OrderIdentifier,
): boolean {
  const { ancestorDomain: _, ...name } = identifier;
  const need = needOf(name);
  if (type !== need.type) return false;
  if (subdomains === 1) return withNamesAbove(need.value).includes(value);
  return value === need.value && (wildcard === 1) === need.wildcard;
}

interface CaaCheck {
  readonly authority: Authority;
  readonly account: AcmeAccount;
  readonly order: OrderRow;
  readonly placed: readonly PlacedAuthorization[];
}

/** Asks again for every name that CAA records have not allowed within the last eight hours, each once. */
async function requireFreshCaa(
  context: Context,
  { authority, account, order, placed }: CaaCheck,
): Promise<void> {
  const { accountUrl, clock, db, store } = context;
  const law = await lawOf(context, account);
  const asker: CaaAsker = {
    authority,
    policy: law.policy,
    accountUrl: accountUrl(account.authoritySerial, account.slug),
  };
  if (!asksCaa(asker)) return;
  const subjects: CaaSubject[] = [];
  const asked: string[] = [];
  for (const [place, identifier] of identifiersOf(order).entries()) {
    const own = present(placed[place], 'authorization of an identifier');
    const { value, wildcard } = needOf({ type: identifier.type, value: identifier.value });
    const isFresh = (own.caa_ms ?? 0) > clock.now() - freshMs && own.subdomains === 0;
    if (identifier.type === 'ip' || isFresh) continue;
    subjects.push({ value, wildcard, method: await methodOf(context, own.id) });
    if (own.subdomains === 0) asked.push(own.slug);
  }
  if (subjects.length === 0) return;
  await requireCaa(context, asker, subjects);
  if (asked.length === 0) return;
  const nowMs = clock.now();
  await db.transaction((trx: Trx) => store.authorizations.noteCaa(trx, asked, nowMs));
}

async function methodOf({ store }: Context, authorizationId: number): Promise<string> {
  const challenges = await store.authorizations.challenges(authorizationId);
  return present(
    challenges.find(({ status }) => status === 'valid'),
    'proof',
  ).type;
}
