import { CaError } from '#base';
import type { App } from '#app';
import { given } from './given.ts';
import type { AcmeInput, OcspInput } from './options/authority-options.ts';

/**
 * Throws unless {@link savePolicies} would take these: nothing is half done afterwards.
 *
 * @throws CaError `not_found` (profile), `bad_request`.
 */
export function checkPolicies(app: App, input: AcmeInput & OcspInput): void {
  const { acmeProfile } = input;
  if (acmeProfile !== undefined && !app.profiles.find(acmeProfile))
    throw new CaError('not_found', `${acmeProfile}: Profile is not defined.`);
  app.ocsp.checkPolicy(ocspChanges(input));
}

/** Records what the line says about ACME and OCSP of an authority. @throws CaError as {@link checkPolicies} */
export async function savePolicies(
  app: App,
  authorityId: number,
  input: AcmeInput & OcspInput,
): Promise<void> {
  checkPolicies(app, input);
  const acme = given({
    enabled: input.acmeEnabled,
    registration: input.acmeRegistration,
    profile: input.acmeProfile,
    requiresContact: input.acmeRequiresContact,
  });
  if (Object.keys(acme).length > 0) await app.acme.setPolicy(authorityId, acme);
  const ocsp = ocspChanges(input);
  if (Object.keys(ocsp).length > 0) await app.ocsp.setPolicy(authorityId, ocsp);
}

function ocspChanges(input: OcspInput): Parameters<App['ocsp']['checkPolicy']>[0] {
  return given({
    keyBackend: input.ocspKeyBackend,
    responderKeyValidityDays: input.ocspResponderKeyValidity,
    responseValiditySeconds: input.ocspResponseValidity,
  });
}
