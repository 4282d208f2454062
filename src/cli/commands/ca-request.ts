import { CaError } from '#base';
import type { NewAuthority } from '#authorities';
import type { App } from '#app';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { authorityOptions } from '../options/authority-options.ts';
import { constraintOptions } from '../options/constraint-options.ts';
import { extensionOptions } from '../options/extension-options.ts';
import { keyOptions } from '../options/key-options.ts';
import {
  authoritySubject,
  hostnameOptions,
  newAuthority,
  type NewAuthorityInput,
} from '../options/new-authority-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { signOptions } from '../options/sign-options.ts';
import { withProgress } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import { readUnlock } from '../unlock.ts';

interface RequestInput
  extends
    Omit<NewAuthorityInput, 'subject'>,
    Partial<Pick<NewAuthorityInput, 'subject'>>,
    PasswordInput {}

/** `certwright ca request NAME [SUBJECT]` */
export const requestAuthority: CommandSpec<RequestInput> = {
  path: ['ca', 'request'],
  summary: 'Begin an authority that another house is to sign, or ask it for a new certificate.',
  description:
    'With a subject: makes a private key and a CSR for a new authority, which waits until ca accept brings its certificate. Without one: makes a CSR for the key of an authority that is there. Prints the CSR.',
  arguments: [
    {
      key: 'name',
      name: '<name>',
      help: 'What people call it here; or, without a subject, one that is there.',
    },
    { ...authoritySubject, name: '[subject]' },
  ],
  examples: [
    [
      'certwright ca request issuing "O=Example,CN=Example Issuing CA" > issuing.csr',
      'A new one; send the file to the other house',
    ],
    ['certwright ca request issuing > issuing.csr', 'A new certificate for one that is there'],
  ],
  groups: () => [
    keyOptions,
    passwordOptions("of the authority's key,", 'A new key without one is not locked.'),
    hostnameOptions,
    authorityOptions,
    constraintOptions,
    { ...extensionOptions, title: 'Extensions to ask for:' },
    signOptions,
  ],
  async run(context, { subject, ...input }) {
    const app = await context.app();
    const csr = await (subject === undefined
      ? askAgain(context, app, input)
      : askFirst(context, app, { ...input, subject }));
    context.out.block(csr);
    context.err.line(`Next: certwright ca accept ${shellWord(input.name)} signed.pem`);
  },
};

async function askFirst(
  context: Context,
  app: App,
  input: NewAuthorityInput & PasswordInput,
): Promise<string> {
  const message = `Password that locks the key of ${input.name}`;
  const unlock = await readUnlock(context, input, message, true);
  const request: NewAuthority = { ...newAuthority(input, false), ...given({ unlock }) };
  const { csr } = await withProgress(context.io, `Making the key of ${input.name}`, () =>
    app.authorities.request(request),
  );
  return csr;
}

async function askAgain(
  context: Context,
  app: App,
  { name, password, passwordFile, passwordEnv, ...rest }: Omit<RequestInput, 'subject'>,
): Promise<string> {
  if (Object.keys(rest).length > 0)
    throw new CaError('bad_request', 'A new authority needs a subject, like CN=ca.example.com.');
  const authority = await app.authorities.resolve(name);
  const ways = { password, passwordFile, passwordEnv };
  const unlock = await readUnlock(context, ways, `Password of the key of ${authority.name}`);
  return app.authorities.requestAgain(authority, { actor: 'cli', ...given({ unlock }) });
}
