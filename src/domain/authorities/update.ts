import { CaError } from '#base';
import { isUniqueViolation } from '#db';
import type { Authority, AuthorityRef, SignExtensions } from './authority.ts';
import type { Context } from './context.ts';
import { checkAuthorityName, nameTaken } from './create.ts';
import { getAuthority } from './find.ts';
import type { AuthorityStore } from './store.ts';

/** What may change about an authority; what is left out stays. */
export interface AuthorityChanges {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly apiEnabled?: boolean;
  /** At most 32 characters. */
  readonly caaIdentity?: string;
  /** Empty, or an absolute http or https URL of at most 200 characters. */
  readonly website?: string;
  readonly termsOfService?: string;
  /** Each replaced as a whole; null clears it. */
  readonly sign?: Partial<SignExtensions>;
  readonly actor?: string;
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
  checkChanges(changes);
  try {
    await context.db.transaction(async (trx) => {
      await context.store.update(trx, authority.id, toRow(authority, changes, context.clock.now()));
      await context.events.record(trx, 'authority.updated', {
        actor: changes.actor ?? 'library',
        authorityId: authority.id,
        serial: authority.serial,
        changed: Object.keys(changes).filter((key) => key !== 'actor'),
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(changes.name ?? '') : error;
  }
  return getAuthority(context, { id: authority.id });
}

function checkChanges({ name, caaIdentity, website, termsOfService }: AuthorityChanges): void {
  if (name !== undefined) checkAuthorityName(name);
  if (caaIdentity !== undefined && caaIdentity.length > 32) {
    throw new CaError('bad_request', 'The CAA identity has at most 32 characters.');
  }
  const problems = Object.entries({ website, termsOfService })
    .filter(([, url]) => url !== undefined && url !== '' && !isWebUrl(url))
    .map(([field]) => ({ path: [field], code: 'bad_url', detail: 'Enter a valid URL.' }));
  if (problems.length > 0) throw new CaError('bad_request', 'Enter a valid URL.', { problems });
}

function isWebUrl(text: string): boolean {
  return text.length <= 200 && /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text);
}

function toRow(
  authority: Authority,
  changes: AuthorityChanges,
  nowMs: number,
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
    sign: changes.sign && JSON.stringify({ ...authority.sign, ...changes.sign }),
    updated_ms: nowMs,
  };
}
