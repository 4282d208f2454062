import type { ImportAuthority } from '#authorities';
import type { App } from '#app';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { makeFirstLists } from '../first-lists.ts';
import { given } from '../given.ts';
import {
  acmeOptions,
  authorityOptions,
  ocspOptions,
  type AcmeInput,
  type AuthorityInput,
  type OcspInput,
} from '../options/authority-options.ts';
import { pathOptions, pathWarning, type PathInput } from '../options/key-options.ts';
import {
  authorityFacts,
  hostnameOptions,
  type HostnameInput,
} from '../options/new-authority-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import {
  otherPasswordOptions,
  passwordOptions,
  type OtherPasswordInput,
  type PasswordInput,
} from '../options/password-options.ts';
import { signOptions, type SignInput } from '../options/sign-options.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';
import { readInput } from '../read-input.ts';
import { policiesOf } from '../save-policies.ts';
import { readOtherPassword, readUnlock } from '../unlock.ts';

interface ImportInput
  extends
    AuthorityInput,
    AcmeInput,
    OcspInput,
    SignInput,
    HostnameInput,
    PathInput,
    PasswordInput,
    OtherPasswordInput<'import'>,
    OutputInput {
  readonly name: string;
  readonly key: string;
  readonly certificate: string;
  readonly parent?: string;
  readonly keyBackend?: string;
}

/** `certwright ca import NAME KEY CERTIFICATE` */
export const importAuthority: CommandSpec<ImportInput> = {
  path: ['ca', 'import'],
  alias: 'import_ca',
  summary: 'Take in a certificate authority that was made elsewhere, with its key.',
  description:
    'Key, certificate and issuer must belong together. The files stay where they are: destroy that of the key. Prints the serial.',
  arguments: [
    { key: 'name', name: '<name>', help: 'What people call it here; not part of the certificate.' },
    { key: 'key', name: '<key>', help: 'File with the private key, PEM or DER.' },
    {
      key: 'certificate',
      name: '<certificate>',
      help: 'File with its certificate, PEM, DER or PKCS #7; those above it may follow.',
    },
  ],
  examples: [
    ['certwright ca import old ca.key ca.pem', 'A key that is not locked'],
    [
      'certwright ca import old ca.key ca.pem --import-password-file old.pass --password-file new.pass',
      'One that is locked, and will be by another password',
    ],
  ],
  groups: () => [
    {
      title: 'Place:',
      options: [
        {
          key: 'parent',
          flags: '--parent <authority>',
          help: 'Who of ours signed it (default: whoever did).',
        },
        {
          key: 'keyBackend',
          flags: '--key-backend <alias>',
          help: 'Key backend that keeps the key (default: default).',
        },
      ],
    },
    pathOptions,
    otherPasswordOptions('import', 'Password of the file:', 'that opens the file of the key'),
    passwordOptions('that locks the key here,', 'Without one it is not locked.'),
    hostnameOptions,
    authorityOptions,
    acmeOptions,
    ocspOptions,
    signOptions,
    outputOptions('serial'),
  ],
  async run(context, input) {
    const output = chooseOutput(context, input, 'serial');
    context.err.lines(pathWarning(input));
    const app = await context.app();
    const policies = policiesOf(app, input);
    const request = await toRequest(context, app, input);
    const authority = await app.authorities.import({ ...request, ...policies });
    await makeFirstLists(context, app, authority, request.unlock);
    await printAuthority(context, app, authority, output);
  },
};

async function toRequest(context: Context, app: App, input: ImportInput): Promise<ImportAuthority> {
  const { parent, keyBackend, defaultHostname } = input;
  return {
    name: input.name,
    key: await readInput(context, input.key, 'the key'),
    certificate: await readInput(context, input.certificate, 'the certificate'),
    ...authorityFacts(input),
    ...given({
      keyBackend,
      defaultHostname,
      parent: parent === undefined ? undefined : await app.authorities.resolve(parent),
      keyPassword: await readOtherPassword(context, input, 'import', `Password of ${input.key}`),
      unlock: await readUnlock(
        context,
        input,
        `Password that locks the key of ${input.name}`,
        true,
      ),
    }),
  };
}
