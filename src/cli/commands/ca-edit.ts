import type { SignExtensions } from '#authorities';
import type { CommandSpec, OptionGroup } from '../command.ts';
import { authorityArgument } from '../arguments.ts';
import {
  acmeOptions,
  authorityOptions,
  ocspOptions,
  type AcmeInput,
  type AuthorityInput,
  type OcspInput,
} from '../options/authority-options.ts';
import { given } from '../given.ts';
import {
  authorityFacts,
  hostnameOptions,
  type HostnameInput,
} from '../options/new-authority-options.ts';
import { signOptions, type SignInput } from '../options/sign-options.ts';
import { policiesOf } from '../save-policies.ts';

interface StateInput {
  readonly enabled?: boolean;
  readonly rename?: string;
  readonly clear?: readonly string[];
}

interface EditInput
  extends StateInput, AuthorityInput, AcmeInput, OcspInput, SignInput, HostnameInput {
  readonly authority: string;
}

const clearable: Readonly<Record<string, keyof SignExtensions>> = {
  authority_information_access: 'authorityInformationAccess',
  certificate_policies: 'certificatePolicies',
  crl_distribution_points: 'crlDistributionPoints',
  issuer_alternative_name: 'issuerAlternativeName',
};

const stateOptions: OptionGroup<StateInput> = {
  title: 'State:',
  options: [
    { key: 'enabled', flags: '--enable', help: 'Let it sign.' },
    {
      key: 'enabled',
      flags: '--disable',
      help: 'Let it sign nothing new; CRLs and OCSP go on.',
      preset: false,
    },
    { key: 'rename', flags: '--rename <name>', help: 'What people call it here from now on.' },
    {
      key: 'clear',
      flags: '--clear <extension...>',
      help: 'No longer put this into the certificates it signs.',
      choices: Object.keys(clearable),
    },
  ],
};

/** `certwright ca edit AUTHORITY` */
export const editAuthority: CommandSpec<EditInput> = {
  path: ['ca', 'edit'],
  alias: 'edit_ca',
  summary: 'Change what is on record about a certificate authority.',
  description:
    'What is not named stays as it is. Its certificate never changes. A --sign-… option replaces the whole extension; certificates that exist keep theirs.',
  arguments: [authorityArgument],
  examples: [
    ['certwright ca edit root --api-enable', 'Let the REST API use it'],
    ['certwright ca edit root --disable', 'Sign nothing with it any more'],
  ],
  groups: () => [
    stateOptions,
    authorityOptions,
    acmeOptions,
    ocspOptions,
    signOptions,
    hostnameOptions,
  ],
  async run(context, input) {
    const { sign, ...facts } = authorityFacts(input);
    const cleared = (input.clear ?? []).flatMap((each) => clearable[each] ?? []);
    const app = await context.app();
    const authority = await app.authorities.resolve(input.authority);
    const { alongside } = policiesOf(app, input);
    const changes = given({
      ...facts,
      name: input.rename,
      enabled: input.enabled,
      defaultHostname: input.defaultHostname,
      sign:
        sign || cleared.length > 0
          ? { ...sign, ...Object.fromEntries(cleared.map((each) => [each, null])) }
          : undefined,
    });
    if (alongside || Object.keys(changes).some((key) => key !== 'actor'))
      await app.authorities.update(authority, { ...changes, ...given({ alongside }) });
  },
};
