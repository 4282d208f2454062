import { isUniqueViolation } from '#db';
import type { Authority, AuthorityRef, SignExtensions } from './authority.ts';
import type { Context } from './context.ts';
import { getAuthority } from './find.ts';
import {
  checkAuthorityName,
  checkFacts,
  nameTaken,
  ownUrls,
  type AuthorityFacts,
  type Companions,
} from './settings.ts';
import type { AuthorityStore } from './store.ts';
import type { AuthorityTrx } from './tables.ts';

/** What may change about an authority; what is left out stays. Each of `sign` is replaced as a whole; null clears it. */
export interface AuthorityChanges extends AuthorityFacts, Companions {
  readonly name?: string;
  readonly enabled?: boolean;
  /**
   * Points the addresses of OCSP, issuer and CRL in the certificates it signs at this host (and port); false takes them
   * away. `sign` wins over it.
   */
  readonly defaultHostname?: string | false;
}

/**
 * Changes what stands on record about an authority, never its certificate. Tells `authority.updated`.
 *
 * @throws CaError `not_found`, `already_exists` (the name), `bad_request` with one problem for each wrong field.
 */
export async function updateAuthority(
  context: Context,
  ref: AuthorityRef,
  changes: AuthorityChanges,
): Promise<Authority> {
  const authority = await getAuthority(context, ref);
  if (changes.name !== undefined) checkAuthorityName(changes.name);
  checkFacts(changes);
  try {
    await context.db.transaction(async (trx: AuthorityTrx) => {
      const sign = await signColumn(context, trx, authority, changes);
      await context.store.update(trx, authority.id, { ...toRow(context, changes), sign });
      await context.events.record(trx, 'authority.updated', {
        actor: changes.actor ?? 'library',
        authorityId: authority.id,
        serial: authority.serial,
        changed: Object.keys(changes).filter((key) => key !== 'actor' && key !== 'alongside'),
      });
      await changes.alongside?.(trx, authority.id);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(changes.name ?? '') : error;
  }
  return getAuthority(context, { id: authority.id });
}

function toRow(
  { clock }: Context,
  changes: AuthorityChanges,
): Parameters<AuthorityStore['update']>[2] {
  const flag = (value: boolean | undefined): number | undefined =>
    value === undefined ? undefined : Number(value);
  return {
    name: changes.name,
    enabled: flag(changes.enabled),
    api_enabled: flag(changes.apiEnabled),
    caa_identity: changes.caaIdentity,
    website: changes.website,
    terms_of_service: changes.termsOfService,
    updated_ms: clock.now(),
  };
}

/** What others have changed meanwhile stays. */
async function signColumn(
  context: Context,
  trx: AuthorityTrx,
  { id, serial }: Authority,
  { sign: changed, defaultHostname }: AuthorityChanges,
): Promise<string | undefined> {
  if (changed === undefined && defaultHostname === undefined) return undefined;
  const none = { authorityInformationAccess: null, crlDistributionPoints: null };
  const urls = defaultHostname === undefined ? {} : ownUrls(context, defaultHostname, serial);
  const sign = JSON.parse(await context.store.signOf(trx, id)) as SignExtensions;
  return JSON.stringify({ ...sign, ...(urls ?? none), ...changed });
}
