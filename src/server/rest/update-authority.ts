import type { AcmePolicy } from '#acme';
import type { Authority, AuthorityChanges, Companions, SignExtensions } from '#authorities';
import { isCaError } from '#base';
import type { OcspPolicy } from '#ocsp';
import { nameTakenError } from './authority-fields.ts';
import type { RestRooms } from './rooms.ts';
import type { UpdateRequest } from './schemas/update-authority.ts';

/**
 * Writes changes that {@link checkFields} has passed, each to the room that owns it, all in one transaction. The authority itself is always
 * written, so that `updated` moves even when nothing else does.
 *
 * @throws HttpError 400 when another authority took the name in the meantime.
 */
export async function applyUpdate(
  { authorities, acme, ocsp }: Pick<RestRooms, 'authorities' | 'acme' | 'ocsp'>,
  { id }: Authority,
  changes: UpdateRequest,
  actor: string,
): Promise<Authority> {
  const acmeChanges = given<AcmePolicy>({
    enabled: changes.acme_enabled,
    registration: changes.acme_registration,
    profile: changes.acme_profile,
    requiresContact: changes.acme_requires_contact,
  });
  const ocspChanges = given<OcspPolicy>({
    responderKeyValidityDays: changes.ocsp_responder_key_validity,
    responseValiditySeconds: changes.ocsp_response_validity,
  });
  const alongside: Companions['alongside'] = async (within) => {
    if (acmeChanges) await acme.setPolicy(id, acmeChanges, { actor, within });
    if (ocspChanges) await ocsp.setPolicy(id, ocspChanges, { actor, within });
  };
  return authorities
    .update({ id }, { ...authorityChanges(changes), actor, alongside })
    .catch((error: unknown) => {
      throw isCaError(error, 'already_exists') ? nameTakenError() : error;
    });
}

function authorityChanges(changes: UpdateRequest): AuthorityChanges {
  const sign = given<SignExtensions>({
    authorityInformationAccess: changes.sign_authority_information_access,
    certificatePolicies: changes.sign_certificate_policies,
    crlDistributionPoints: changes.sign_crl_distribution_points,
    issuerAlternativeName: changes.sign_issuer_alternative_name,
  });
  const own = given<AuthorityChanges>({
    name: changes.name,
    caaIdentity: changes.caa_identity,
    website: changes.website,
    termsOfService: changes.terms_of_service,
    sign,
  });
  return own ?? {};
}

/** The fields that are there; undefined when none is. Null is left only where it means something: it clears. */
function given<T extends object>(fields: { [F in keyof T]?: T[F] | null }): Partial<T> | undefined {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return there.length > 0 ? (Object.fromEntries(there) as Partial<T>) : undefined;
}
