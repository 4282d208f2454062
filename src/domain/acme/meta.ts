import type { Authority } from '#authorities';
import type { AcmeMeta } from './acme.ts';
import type { Context } from './context.ts';
import { offeredProfiles } from './order-profile.ts';
import { policyOf } from './policy.ts';
import { issuerNamesOf } from './rows.ts';

/** What the directory of an authority says of it (RFC 8555 §7.1.1). */
export async function metaOf(context: Context, authority: Authority): Promise<AcmeMeta> {
  const policy = await policyOf(context.store, authority.id);
  const offered = offeredProfiles(context, { policy, boundTo: [], profile: null });
  const descriptions = offered.map((name) => [
    name,
    context.profiles.find(name)?.description || name,
  ]);
  return Object.freeze({
    termsOfService: authority.termsOfService,
    website: authority.website,
    caaIdentities: issuerNamesOf(authority, policy),
    externalAccountRequired: policy.requiresBinding,
    profiles: Object.fromEntries(descriptions),
    subdomainAuthAllowed: policy.subdomains,
  });
}
