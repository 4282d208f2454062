import { CaError } from '#base';
import type { ExportOptions } from '#certificates';
import { certificateArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { bundleOptions, checkBundle, type BundleInput } from '../options/bundle-options.ts';
import {
  otherPasswordOptions,
  passwordOptions,
  type OtherPasswordInput,
  type PasswordInput,
} from '../options/password-options.ts';
import { readInput } from '../read-input.ts';
import { readOtherPassword } from '../unlock.ts';
import { readPassword } from '../passwords.ts';
import { writeOutput, writeSecret } from '../write-output.ts';

interface ExportInput extends BundleInput, PasswordInput, OtherPasswordInput<'key'> {
  readonly certificate: string;
  readonly path?: string;
  readonly key?: string;
  readonly friendlyName?: string;
}

/** `certwright cert export CERTIFICATE [PATH]` */
export const exportCertificate: CommandSpec<ExportInput> = {
  path: ['cert', 'export'],
  summary: 'Write a certificate, alone or with its chain, to a file.',
  description:
    'PKCS #12 holds the private key as well: bring it with --key; nothing is kept of it. Such a file is new and readable by its owner alone.',
  arguments: [
    certificateArgument,
    { key: 'path', name: '[path]', help: 'File to write, - for standard output (default: -).' },
  ],
  examples: [
    ['certwright cert export host.example.com --chain fullchain.pem', 'For a web server'],
    [
      'certwright cert export host.example.com --format pkcs12 --key host.key --password host.p12',
      'For a key store',
    ],
  ],
  groups: () => [
    bundleOptions(['pem', 'der', 'pkcs7', 'pkcs12'], 'pkcs7 and pkcs12'),
    {
      title: 'PKCS #12:',
      options: [
        { key: 'key', flags: '--key <file>', help: 'Its private key, PEM or DER.' },
        {
          key: 'friendlyName',
          flags: '--friendly-name <text>',
          help: 'How key stores list it.',
        },
      ],
    },
    passwordOptions('that protects the PKCS #12 file,', 'It needs one.'),
    otherPasswordOptions('key', 'Password of the key:', 'that opens the file of the key'),
  ],
  async run(context, input) {
    const { certificate, path = '-', format = 'pem' } = input;
    checkBundle(input);
    const options = await optionsOf(context, input);
    const app = await context.app();
    const found = await app.certificates.resolve(certificate);
    const make = (): Promise<Uint8Array> => app.certificates.export(found, options);
    if (format === 'pkcs12') await writeSecret(context, path, make);
    else await writeOutput(context, path, await make(), format === 'pem');
  },
};

async function optionsOf(context: Context, input: ExportInput): Promise<ExportOptions> {
  const { format = 'pem', chain, key, friendlyName } = input;
  if (format !== 'pkcs12') {
    if (key !== undefined) throw new CaError('bad_request', '--key is for --format pkcs12 only.');
    return { format, ...given({ chain }) };
  }
  if (key === undefined)
    throw new CaError('bad_request', 'PKCS #12 holds the private key: bring it with --key.');
  const question = { message: 'Password that protects the file', twice: true };
  const password = await readPassword(context, input, question);
  if (!password)
    throw new CaError(
      'bad_request',
      'A PKCS #12 file needs a password: --password, --password-file or --password-env.',
    );
  const keyPassword = await readOtherPassword(context, input, 'key', `Password of ${key}`);
  const brought = await readInput(context, key, 'the key');
  return { format, key: brought, password, ...given({ chain, friendlyName, keyPassword }) };
}
