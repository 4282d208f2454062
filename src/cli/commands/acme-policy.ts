import type { PolicyChanges } from '#acme';
import { CaError } from '#base';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import {
  acmeLimitOptions,
  acmeNameOptions,
  acmeProofOptions,
  acmeTermOptions,
  type AcmePolicyInput,
} from '../options/acme-options.ts';
import { acmeOptions, type AcmeInput } from '../options/authority-options.ts';
import { policyObject } from '../text/acme-text.ts';

type PolicyInput = AcmeInput & AcmePolicyInput & { readonly authority: string };

/** `certwright acme policy AUTHORITY` */
export const acmePolicy: CommandSpec<PolicyInput> = {
  path: ['acme', 'policy'],
  summary: 'Show or change what an authority allows to ACME clients.',
  description:
    'Prints what holds afterwards, as JSON. What is not named stays; a list that is named replaces the old one, and the' +
    ' word none empties it.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [
    ['certwright acme policy issuing', 'What holds'],
    ['certwright acme policy issuing --acme-enable --networks 10.0.0.0/8', 'For a private network'],
    [
      'certwright acme policy issuing --eab-required --names .lab.example.com --no-wildcards',
      'For those who were given a key, and some names alone',
    ],
  ],
  groups: () => [acmeOptions, acmeNameOptions, acmeProofOptions, acmeTermOptions, acmeLimitOptions],
  async run(context, { authority: text, ...input }) {
    const { acme, authorities, profiles } = await context.app();
    const { id } = await authorities.resolve(text);
    const changes = changesOf(input);
    for (const name of [changes.profile ?? [], changes.profiles ?? []].flat())
      if (!profiles.find(name)) throw new CaError('not_found', `${name}: Profile is not defined.`);
    const isChange = Object.keys(changes).length > 0;
    const policy = isChange
      ? await acme.setPolicy(id, changes, { actor: 'cli' })
      : await acme.policy(id);
    context.out.json(policyObject(policy));
  },
};

function changesOf(input: AcmeInput & AcmePolicyInput): PolicyChanges {
  const limits = given({
    accountsPerHour: limitOf(input.accountsPerHour),
    ordersPerHour: limitOf(input.ordersPerHour),
    failuresPerHour: limitOf(input.failuresPerHour),
    pendingAuthorizations: limitOf(input.pendingAuthorizations),
  });
  return given({
    enabled: input.acmeEnabled,
    registration: input.acmeRegistration,
    profile: input.acmeProfile,
    requiresContact: input.acmeRequiresContact,
    requiresBinding: input.eabRequired,
    profiles: listOf(input.profiles),
    challengeTypes: input.challenges,
    allowedNames: listOf(input.names),
    deniedNames: listOf(input.denied),
    wildcards: input.wildcards,
    ipIdentifiers: input.addresses,
    subdomains: input.subdomains,
    defaultValidityMs: input.validity,
    maxValidityMs: input.maxValidity,
    orderLifeMs: input.orderLife,
    authorizationLifeMs: input.authorizationLife,
    tries: input.tries,
    networks: listOf(input.networks),
    caa: input.caaCheck,
    caaIdentities: listOf(input.caaNames),
    limits: Object.keys(limits).length > 0 ? limits : undefined,
  });
}

function limitOf(value: number | undefined): number | null | undefined {
  return value === 0 ? null : value;
}

function listOf(words: readonly string[] | undefined): readonly string[] | undefined {
  return words?.length === 1 && words[0] === 'none' ? [] : words;
}
