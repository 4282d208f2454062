import { CaError } from '#base';
import type { Authority, CreateAuthority } from '#authorities';
import type { CommandSpec, OptionGroup } from '../command.ts';
import type { Context } from '../context.ts';
import { makeFirstLists } from '../first-lists.ts';
import { given } from '../given.ts';
import {
  acmeOptions,
  authorityOptions,
  ocspOptions,
  type AcmeInput,
  type OcspInput,
} from '../options/authority-options.ts';
import { constraintOptions } from '../options/constraint-options.ts';
import { extensionOptions } from '../options/extension-options.ts';
import { keyOptions, pathOptions, pathWarning, type PathInput } from '../options/key-options.ts';
import { authorityLife, lifeFrom, lifeOptions, type LifeInput } from '../options/life-options.ts';
import {
  authorityName,
  authoritySubject,
  hostnameOptions,
  newAuthority,
  type NewAuthorityInput,
} from '../options/new-authority-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import {
  otherPasswordOptions,
  passwordOptions,
  type OtherPasswordInput,
  type PasswordInput,
} from '../options/password-options.ts';
import { signOptions } from '../options/sign-options.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';
import { withProgress } from '../progress.ts';
import { policiesOf } from '../save-policies.ts';
import { shellWord } from '../shell-word.ts';
import { readOtherUnlock, readUnlock } from '../unlock.ts';

interface HierarchyInput {
  readonly parent?: string;
}

interface CreateInput
  extends
    NewAuthorityInput,
    PathInput,
    HierarchyInput,
    LifeInput,
    AcmeInput,
    OcspInput,
    PasswordInput,
    OtherPasswordInput<'parent'>,
    OutputInput {}

const hierarchyOptions: OptionGroup<HierarchyInput> = {
  title: 'Place:',
  options: [
    {
      key: 'parent',
      flags: '--parent <authority>',
      help: 'Who signs it: name, CN or serial (default: itself; it is a root).',
    },
  ],
};

/** `certwright ca create NAME SUBJECT` */
export const createAuthority: CommandSpec<CreateInput> = {
  path: ['ca', 'create'],
  alias: 'init_ca',
  summary: 'Create a certificate authority: a root, or one below another.',
  description: 'Makes a private key and a certificate for it. Prints the serial.',
  arguments: [authorityName, authoritySubject],
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
    lifeOptions(authorityLife),
    hostnameOptions,
    keyOptions,
    pathOptions,
    passwordOptions('that locks the new key,', 'Without one the key is not locked.'),
    otherPasswordOptions('parent', 'Password of the parent:', "of the parent's key"),
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
    context.err.lines(pathWarning(input));
    const app = await context.app();
    const parent =
      input.parent === undefined ? undefined : await app.authorities.resolve(input.parent);
    if (!parent) checkRoot(input);
    const policies = policiesOf(app, input);
    const request = await toRequest(context, input, parent);
    const authority = await withProgress(context.io, `Making ${input.name} and its key`, () =>
      app.authorities.create({ ...request, ...lifeFrom(app, input), ...policies }),
    );
    await makeFirstLists(context, app, authority, request.unlock);
    await printAuthority(context, app, authority, output);
    context.err.lines(nextSteps(authority));
  },
};

async function toRequest(
  context: Context,
  input: CreateInput,
  parent: Authority | undefined,
): Promise<CreateAuthority> {
  const own = `Password that locks the key of ${input.name}`;
  const theirs = `Password of the key of ${parent?.name ?? 'the parent'}`;
  return {
    ...newAuthority(input, parent === undefined),
    ...given({
      parent,
      unlock: await readUnlock(context, input, own, true),
      parentUnlock: await readOtherUnlock(context, input, 'parent', theirs),
    }),
  };
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
