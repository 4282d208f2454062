import { CaError } from '#base';
import type { App } from '#app';
import type { Companions } from '#authorities';
import { given } from './given.ts';
import type { AcmeInput, OcspInput } from './options/authority-options.ts';

/**
 * What the line says about ACME and OCSP of an authority, to be written in the transaction that makes or changes it;
 * without `alongside` when it says nothing.
 *
 * @throws CaError `not_found` (profile), `bad_request`: before anything is done.
 */
export function policiesOf(app: App, input: AcmeInput & OcspInput): Companions {
  const { acmeProfile } = input;
  if (acmeProfile !== undefined && !app.profiles.find(acmeProfile))
    throw new CaError('not_found', `${acmeProfile}: Profile is not defined.`);
  const [acme, ocsp] = [acmeChanges(input), ocspChanges(input)];
  app.ocsp.checkPolicy(ocsp);
  const isSaid = [acme, ocsp].map((each) => Object.keys(each).length > 0);
  if (!isSaid.includes(true)) return {};
  return {
    alongside: async (within, authorityId) => {
      if (isSaid[0]) await app.acme.setPolicy(authorityId, acme, { actor: 'cli', within });
      if (isSaid[1]) await app.ocsp.setPolicy(authorityId, ocsp, { actor: 'cli', within });
    },
  };
}

function acmeChanges(input: AcmeInput): Parameters<App['acme']['setPolicy']>[1] {
  return given({
    enabled: input.acmeEnabled,
    registration: input.acmeRegistration,
    profile: input.acmeProfile,
    requiresContact: input.acmeRequiresContact,
  });
}

function ocspChanges(input: OcspInput): Parameters<App['ocsp']['checkPolicy']>[0] {
  return given({
    keyBackend: input.ocspKeyBackend,
    responderKeyValidityDays: input.ocspResponderKeyValidity,
    responseValiditySeconds: input.ocspResponseValidity,
  });
}
