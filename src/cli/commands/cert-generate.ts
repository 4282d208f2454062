import { CaError, type Secret } from '#base';
import type { Authority } from '#authorities';
import type { IssueWithKey } from '#certificates';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { isInteractive } from '../io.ts';
import type { CertificateExtensionInput } from '../options/certificate-extensions.ts';
import type { ExtensionInput } from '../options/extension-options.ts';
import { keyKindOptions, keySpec, type KeyKindInput } from '../options/key-options.ts';
import {
  otherPasswordOptions,
  passwordOptions,
  type OtherPasswordInput,
  type PasswordInput,
} from '../options/password-options.ts';
import {
  issueOptions,
  issueRequest,
  profileOptions,
  signerFor,
  type RequestInput,
} from '../options/request-options.ts';
import { askPassword, readPassword } from '../passwords.ts';
import { withProgress } from '../progress.ts';
import { formatSerial } from '../text/serial.ts';
import { readOtherUnlock } from '../unlock.ts';
import { writeSecret } from '../write-output.ts';

interface GenerateInput
  extends
    RequestInput,
    ExtensionInput,
    CertificateExtensionInput,
    KeyKindInput,
    PasswordInput,
    OtherPasswordInput<'ca'> {
  readonly path: string;
  readonly friendlyName?: string;
}

const fileOptions = {
  title: 'File:',
  options: [
    { key: 'friendlyName', flags: '--friendly-name <text>', help: 'How key stores list it.' },
  ],
} as const;
const password = passwordOptions(
  'that protects the file,',
  'On a terminal it is asked for in any case.',
);
const caPassword = otherPasswordOptions(
  'ca',
  'Password of the authority:',
  "of the authority's key",
);

/** `certwright cert generate PATH` */
export const generateCertificate: CommandSpec<GenerateInput> = {
  path: ['cert', 'generate'],
  summary: 'Make a key and its certificate for a person who cannot make a CSR.',
  description:
    'Writes both and the chain to a new PKCS #12 file, readable by its owner alone, and prints the serial. The key is kept nowhere else: who loses the file has lost the key. Who can make a CSR should: see cert sign.',
  arguments: [{ key: 'path', name: '<path>', help: 'File to write, - for standard output.' }],
  examples: [
    [
      'certwright cert generate alice.p12 --subject CN=alice --name alice@example.com --enduser',
      'For a person, who types the password',
    ],
  ],
  groups: ({ profileNames }) => [
    ...issueOptions,
    profileOptions(profileNames, [
      ...issueOptions,
      keyKindOptions,
      fileOptions,
      password,
      caPassword,
    ]),
    keyKindOptions,
    fileOptions,
    password,
    caPassword,
  ],
  async run(context, input) {
    const app = await context.app();
    const request = issueRequest(app, input);
    const authority = await signerFor(app, input.ca);
    const how = await keyAndPasswords(context, input, authority);
    let serial = '';
    await writeSecret(context, input.path, async () => {
      const made = await withProgress(context.io, 'Making the key', () =>
        app.certificates.issueWithKey(authority, { ...request, ...how }),
      );
      serial = formatSerial(made.certificate.serial);
      return made.pkcs12;
    });
    (input.path === '-' ? context.err : context.out).line(serial);
  },
};

async function keyAndPasswords(
  context: Context,
  input: GenerateInput,
  { name }: Authority,
): Promise<Pick<IssueWithKey, 'key' | 'password' | 'friendlyName' | 'unlock'>> {
  return {
    key: keySpec(input, false),
    password: await filePassword(context, input),
    ...given({
      friendlyName: input.friendlyName,
      unlock: await readOtherUnlock(context, input, 'ca', `Password of the key of ${name}`),
    }),
  };
}

async function filePassword(context: Context, input: PasswordInput): Promise<Secret> {
  const question = { message: 'Password that protects the file', twice: true };
  const found = await readPassword(context, input, question);
  if (found) return found;
  if (isInteractive(context.io)) return askPassword(context.io, question);
  throw new CaError('bad_request', 'The file needs a password: --password-file or --password-env.');
}
