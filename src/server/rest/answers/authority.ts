import type { AcmePolicy } from '#acme';
import type { Authority } from '#authorities';
import type { OcspPolicy } from '#ocsp';
import type { RestRooms } from '../rooms.ts';
import { presentEarlierRecord, presentRecord } from './record.ts';

/** What an answer about an authority says that does not stand on its own record. */
export interface AuthoritySurroundings {
  readonly acme: AcmePolicy;
  readonly ocsp: OcspPolicy;
  /** Whether it may sign now and its key can be reached from here. */
  readonly canSign: boolean;
}

/** The answer about one authority, with what it takes asked of the rooms. */
export async function answerAuthority(
  rooms: Pick<RestRooms, 'acme' | 'ocsp' | 'authorities'>,
  authority: Authority,
): Promise<Record<string, unknown>> {
  const [acme, ocsp, canSign] = await Promise.all([
    rooms.acme.policy(authority.id),
    rooms.ocsp.policy(authority.id),
    rooms.authorities.canSign(authority),
  ]);
  return presentAuthority(authority, { acme, ocsp, canSign });
}

/**
 * The JSON of an authority, both of django-ca's generations in one: the fields of the newer one in its order, then
 * those of the older one. Nothing of its key but the alias of the backend.
 */
export function presentAuthority(
  authority: Authority,
  { acme, ocsp, canSign }: AuthoritySurroundings,
): Record<string, unknown> {
  const { sign } = authority;
  return {
    ...presentRecord(authority),
    name: authority.name,
    enabled: authority.enabled,
    parent: authority.parentId,
    key_backend_alias: authority.keyBackend,
    sign_authority_information_access: sign.authorityInformationAccess,
    sign_certificate_policies: sign.certificatePolicies,
    sign_crl_distribution_points: sign.crlDistributionPoints,
    sign_issuer_alternative_name: sign.issuerAlternativeName,
    caa_identity: authority.caaIdentity,
    website: authority.website,
    terms_of_service: authority.termsOfService,
    ocsp_key_backend_alias: ocsp.keyBackend,
    ocsp_responder_key_validity: ocsp.responderKeyValidityDays,
    ocsp_response_validity: ocsp.responseValiditySeconds,
    acme_enabled: acme.enabled,
    acme_registration: acme.registration,
    acme_profile: acme.profile,
    acme_requires_contact: acme.requiresContact,
    api_enabled: authority.apiEnabled,
    ...presentEarlierRecord(authority),
    can_sign_certificates: canSign,
  };
}
