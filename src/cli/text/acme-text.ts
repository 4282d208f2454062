import type { AcmeAccount, AcmeBinding, AcmeOrder, AcmePolicy } from '#acme';
import { formatDuration } from '#base';

/** An account, as JSON. */
export function accountObject(account: AcmeAccount, url: string): object {
  const { slug, status, contact, termsAgreed, binding, created, key } = account;
  return {
    slug,
    url,
    status,
    contact,
    terms_of_service_agreed: termsAgreed,
    binding,
    created: created.toISOString(),
    thumbprint: key.thumbprint,
    algorithm: key.algorithm,
  };
}

/** An account in one line. */
export function accountLine({ slug, status, contact }: AcmeAccount): string {
  const contacts = contact.map((each) => each.replace(/^mailto:/, '')).join(', ');
  return `${slug} - ${contacts || '(no contact)'} (${status})`;
}

/** An account at length. */
export function accountLines(account: AcmeAccount, url: string): string[] {
  const { status, contact, termsAgreed, binding, created, key } = account;
  return [
    `${url}:`,
    `* Status: ${status}`,
    `* Contact: ${contact.join(', ') || '(none)'}`,
    `* Terms of service: ${termsAgreed ? 'agreed' : 'not agreed'}`,
    `* Bound by: ${binding ?? '(nothing)'}`,
    `* Created: ${created.toISOString()}`,
    `* Key: ${key.algorithm}, ${key.thumbprint}`,
  ];
}

/** An order, as JSON. */
export function orderObject(order: AcmeOrder): object {
  const { slug, status, identifiers, expires, profile, replaces, error } = order;
  return { slug, status, identifiers, expires: expires.toISOString(), profile, replaces, error };
}

/** An order in one line. */
export function orderLine({ slug, status, identifiers, error }: AcmeOrder): string {
  const names = identifiers.map(({ value }) => value).join(', ');
  return `${slug} - ${names} (${status}${error ? `: ${error.detail}` : ''})`;
}

/** A binding, as JSON; without its key. */
export function bindingObject(binding: AcmeBinding): object {
  const { keyId, status, description, profile, names, created, expires, account } = binding;
  return {
    key_id: keyId,
    status,
    description,
    profile,
    names,
    created: created.toISOString(),
    expires: expires?.toISOString() ?? null,
    account,
  };
}

/** A binding in one line. */
export function bindingLine({ keyId, status, description, account }: AcmeBinding): string {
  const user = account === null ? status : `used by ${account}`;
  return `${keyId} - ${description || '(no description)'} (${user})`;
}

/** A policy, as JSON: spans as ISO 8601, as the options take them. */
export function policyObject(policy: AcmePolicy): object {
  return {
    enabled: policy.enabled,
    registration: policy.registration,
    profile: policy.profile,
    profiles: policy.profiles,
    requires_contact: policy.requiresContact,
    requires_binding: policy.requiresBinding,
    challenge_types: policy.challengeTypes,
    allowed_names: policy.allowedNames,
    denied_names: policy.deniedNames,
    wildcards: policy.wildcards,
    ip_identifiers: policy.ipIdentifiers,
    subdomains: policy.subdomains,
    default_validity: formatDuration(policy.defaultValidityMs),
    max_validity: formatDuration(policy.maxValidityMs),
    order_life: formatDuration(policy.orderLifeMs),
    authorization_life: formatDuration(policy.authorizationLifeMs),
    tries: policy.tries,
    networks: policy.networks,
    caa: policy.caa,
    caa_identities: policy.caaIdentities,
    accounts_per_hour: policy.limits.accountsPerHour,
    orders_per_hour: policy.limits.ordersPerHour,
    failures_per_hour: policy.limits.failuresPerHour,
    pending_authorizations: policy.limits.pendingAuthorizations,
  };
}
