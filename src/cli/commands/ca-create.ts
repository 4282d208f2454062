import { CaError } from '#base';
import { name } from '#x509';
import type { HashName, Name } from '#x509';
import type { Authority, CreateAuthority } from '#authorities';
import type { App } from '#app';
import type { CommandSpec, OptionGroup } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import {
  acmeOptions,
  authorityOptions,
  ocspOptions,
  type AcmeInput,
  type AuthorityInput,
  type OcspInput,
} from '../options/authority-options.ts';
import {
  constraintExtensions,
  constraintOptions,
  type ConstraintInput,
} from '../options/constraint-options.ts';
import {
  extensionOptions,
  requestedExtensions,
  type ExtensionInput,
} from '../options/extension-options.ts';
import { keyOptions, keySpec, type KeyInput } from '../options/key-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import {
  parentPasswordOptions,
  passwordOptions,
  type ParentPasswordInput,
  type PasswordInput,
} from '../options/password-options.ts';
import { signExtensions, signOptions, type SignInput } from '../options/sign-options.ts';
import { endOfLife, parseHash, parseSpan } from '../options/values.ts';
import { readPassword } from '../passwords.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';
import { checkPolicies, savePolicies } from '../save-policies.ts';
import { shellWord } from '../shell-word.ts';

interface HierarchyInput {
  readonly parent?: string;
  readonly expires?: number;
  readonly algorithm?: HashName;
  /** False is for none. */
  readonly defaultHostname?: string | false;
}

interface CreateInput
  extends
    HierarchyInput,
    AuthorityInput,
    AcmeInput,
    OcspInput,
    SignInput,
    KeyInput,
    ConstraintInput,
    ExtensionInput,
    PasswordInput,
    ParentPasswordInput,
    OutputInput {
  readonly name: string;
  readonly subject: Name;
}

const hierarchyOptions: OptionGroup<HierarchyInput> = {
  title: 'Place and life:',
  options: [
    {
      key: 'parent',
      flags: '--parent <authority>',
      help: 'Who signs it: name, CN or serial (default: itself; it is a root).',
    },
    {
      key: 'expires',
      flags: '--expires <days>',
      help: 'Life in days or like P1825D, cut to that of the parent (default: 3650 for a root, else 1825).',
      parse: parseSpan,
    },
    {
      key: 'algorithm',
      flags: '--algorithm <hash>',
      help: 'Hash of the signature, like SHA-384 (default: the one that fits the signing key).',
      parse: parseHash,
    },
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

/** `certwright ca create NAME SUBJECT` */
export const createAuthority: CommandSpec<CreateInput> = {
  path: ['ca', 'create'],
  alias: 'init_ca',
  summary: 'Create a certificate authority: a root, or one below another.',
  description: 'Makes a private key and a certificate for it. Prints the serial.',
  arguments: [
    { key: 'name', name: '<name>', help: 'What people call it here; not part of the certificate.' },
    {
      key: 'subject',
      name: '<subject>',
      help: 'Its name in certificates, like "C=AT,O=Example,CN=Example Root CA", in that order.',
      parse: name,
    },
  ],
  examples: [
    ['certwright ca create root "O=Example,CN=Example Root CA"', 'A root (EC P-384, ten years)'],
    [
      'certwright ca create issuing "O=Example,CN=Example Issuing CA" --parent root --api-enable',
      'One below it that issues (EC P-256, five years)',
    ],
    [
      'certwright ca create vault CN=ca.example.net --key-type RSA --password-file ca.pass',
      'RSA, its key locked with a password',
    ],
  ],
  groups: () => [
    hierarchyOptions,
    keyOptions,
    passwordOptions('that locks the new key', 'Without one the key is not locked.'),
    parentPasswordOptions,
    authorityOptions,
    acmeOptions,
    ocspOptions,
    constraintOptions,
    { ...extensionOptions, title: 'Extensions of its own certificate:' },
    signOptions,
    outputOptions('serial'),
  ],
  async run(context, input) {
    const output = chooseOutput(context, input, 'serial');
    const app = await context.app();
    const parent =
      input.parent === undefined ? undefined : await app.authorities.resolve(input.parent);
    if (!parent) checkRoot(input);
    checkPolicies(app, input);
    const request = await toRequest(context, input, parent);
    const authority = await app.authorities.create(withEnd(app, request, input.expires));
    await savePolicies(app, authority.id, input);
    await printAuthority(context, app, authority, output);
    context.err.lines(nextSteps(authority));
  },
};

async function toRequest(
  context: Context,
  input: CreateInput,
  parent: Authority | undefined,
): Promise<CreateAuthority> {
  const { pathLength } = input;
  return {
    name: input.name,
    subject: input.subject,
    parent,
    key: keySpec(input, parent === undefined),
    actor: 'cli',
    ...given({
      keyBackend: input.keyBackend,
      algorithm: input.algorithm,
      defaultHostname: input.defaultHostname,
      pathLength: pathLength === false ? null : pathLength,
      apiEnabled: input.apiEnabled,
      caaIdentity: input.caa,
      website: input.website,
      termsOfService: input.tos,
      sign: signExtensions(input),
      extensions: [...requestedExtensions(input), ...constraintExtensions(input)],
      ...(await unlocks(context, input, parent)),
    }),
  };
}

async function unlocks(
  context: Context,
  input: CreateInput,
  parent: Authority | undefined,
): Promise<Pick<CreateAuthority, 'unlock' | 'parentUnlock'>> {
  const own = await readPassword(context, input, {
    message: `Password that locks the key of ${input.name}`,
    twice: true,
  });
  const above = {
    password: input.parentPassword,
    passwordFile: input.parentPasswordFile,
    passwordEnv: input.parentPasswordEnv,
  };
  const question = { message: `Password of the key of ${parent?.name ?? 'the parent'}` };
  const theirs = await readPassword(context, above, question);
  return {
    unlock: own && { password: own },
    parentUnlock: theirs && { password: theirs },
  };
}

function withEnd(app: App, request: CreateAuthority, life: number | undefined): CreateAuthority {
  return life === undefined ? request : { ...request, notAfter: endOfLife(app.clock.now(), life) };
}

function checkRoot({ crlFullName, ocspResponder, caIssuer }: CreateInput): void {
  const refuse = (detail: string): never => {
    throw new CaError('bad_request', detail);
  };
  if (crlFullName) refuse('CRLs cannot be used to revoke root CAs.');
  if (ocspResponder) refuse('An OCSP responder cannot be added to root CAs.');
  if (caIssuer) refuse('A CA issuer cannot be added to root CAs.');
}

function nextSteps({ name, parentId }: Authority): string[] {
  const word = shellWord(name);
  if (parentId !== null)
    return [`Next: certwright cert sign --ca ${word} --csr host.csr --name host.example.com`];
  return [`Next: certwright ca create issuing "CN=Issuing CA" --parent ${word}`];
}
