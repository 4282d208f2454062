import type { AuthorityFacts, NewAuthority } from '#authorities';
import type { Name } from '#x509';
import { name } from '#x509';
import type { CommandSpec, OptionGroup } from '../command.ts';
import { given } from '../given.ts';
import type { AuthorityInput } from './authority-options.ts';
import { constraintExtensions, type ConstraintInput } from './constraint-options.ts';
import { requestedExtensions, type ExtensionInput } from './extension-options.ts';
import { keySpec, type KeyInput } from './key-options.ts';
import { signExtensions, type SignInput } from './sign-options.ts';

/** Where the addresses in certificates point. */
export interface HostnameInput {
  /** False is for none. */
  readonly defaultHostname?: string | false;
}

/** The options of {@link HostnameInput}. */
export const hostnameOptions: OptionGroup<HostnameInput> = {
  title: 'Addresses in certificates:',
  options: [
    {
      key: 'defaultHostname',
      flags: '--default-hostname <host>',
      help: 'HOST[:PORT] of the OCSP, CRL and issuer addresses (default: that of the settings).',
    },
    {
      key: 'defaultHostname',
      flags: '--no-default-hostname',
      help: 'Put no such addresses into certificates.',
      preset: false,
    },
  ],
};

/** What a command that makes a new authority is told. */
export interface NewAuthorityInput
  extends AuthorityInput, SignInput, KeyInput, ConstraintInput, ExtensionInput, HostnameInput {
  readonly name: string;
  readonly subject: Name;
}

/** The argument that every command which makes an authority has. */
export const authorityName: CommandSpec<NewAuthorityInput>['arguments'][number] = {
  key: 'name',
  name: '<name>',
  help: 'What people call it here; not part of the certificate.',
};

/** The subject of a new authority. */
export const authoritySubject: CommandSpec<NewAuthorityInput>['arguments'][number] = {
  key: 'subject',
  name: '<subject>',
  help: 'Its name in certificates, like "C=AT,O=Example,CN=Example Root CA", in that order.',
  parse: name,
};

/** What the line says of a new authority, its key among it. @throws CaError `bad_request`, `bad_extension`. */
export function newAuthority(input: NewAuthorityInput, isRoot: boolean): NewAuthority {
  const { pathLength } = input;
  return {
    name: input.name,
    subject: input.subject,
    key: keySpec(input, isRoot),
    extensions: [...requestedExtensions(input), ...constraintExtensions(input)],
    ...given({
      keyBackend: input.keyBackend,
      defaultHostname: input.defaultHostname,
      pathLength: pathLength === false ? null : pathLength,
    }),
    ...authorityFacts(input),
  };
}

/** What the line says of an authority beside certificate and key; what it does not name is absent. */
export function authorityFacts(input: AuthorityInput & SignInput): AuthorityFacts {
  const sign = signExtensions(input);
  return {
    actor: 'cli',
    ...given({
      apiEnabled: input.apiEnabled,
      caaIdentity: input.caa,
      website: input.website,
      termsOfService: input.tos,
      sign: Object.keys(sign).length > 0 ? sign : undefined,
    }),
  };
}
