import type { CommandSpec } from '../command.ts';
import {
  acmeOptions,
  authorityOptions,
  ocspOptions,
  type AcmeInput,
  type AuthorityInput,
  type OcspInput,
} from '../options/authority-options.ts';
import { signExtensions, signOptions, type SignInput } from '../options/sign-options.ts';
import { given } from '../given.ts';
import { checkPolicies, savePolicies } from '../save-policies.ts';

interface EditInput extends AuthorityInput, AcmeInput, OcspInput, SignInput {
  readonly authority: string;
  readonly enabled?: boolean;
}

/** `certwright ca edit AUTHORITY` */
export const editAuthority: CommandSpec<EditInput> = {
  path: ['ca', 'edit'],
  alias: 'edit_ca',
  summary: 'Change what is on record about a certificate authority.',
  description:
    'What is not named stays as it is. Its certificate never changes. A --sign-… option replaces the whole extension; certificates that exist keep theirs.',
  arguments: [
    {
      key: 'authority',
      name: '<authority>',
      help: 'Name, CN, serial or the beginning of a serial; disabled ones too.',
    },
  ],
  examples: [
    ['certwright ca edit root --api-enable', 'Let the REST API use it'],
    ['certwright ca edit root --disable', 'Sign nothing with it any more'],
  ],
  groups: () => [
    {
      title: 'State:',
      options: [
        { key: 'enabled', flags: '--enable', help: 'Let it sign.' },
        {
          key: 'enabled',
          flags: '--disable',
          help: 'Let it sign nothing new; CRLs and OCSP go on.',
          preset: false,
        },
      ],
    },
    authorityOptions,
    acmeOptions,
    ocspOptions,
    signOptions,
  ],
  async run(context, input) {
    const sign = signExtensions(input);
    const app = await context.app();
    const authority = await app.authorities.resolve(input.authority);
    checkPolicies(app, input);
    const changes = given({
      enabled: input.enabled,
      apiEnabled: input.apiEnabled,
      caaIdentity: input.caa,
      website: input.website,
      termsOfService: input.tos,
      sign: Object.keys(sign).length > 0 ? sign : undefined,
    });
    if (Object.keys(changes).length > 0)
      await app.authorities.update(authority, { ...changes, actor: 'cli' });
    await savePolicies(app, authority.id, input);
  },
};
