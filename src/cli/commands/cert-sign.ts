import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import type { CertificateExtensionInput } from '../options/certificate-extensions.ts';
import type { ExtensionInput } from '../options/extension-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import {
  issueOptions,
  issueRequest,
  profileOptions,
  signerFor,
  type RequestInput,
} from '../options/request-options.ts';
import { watchOption, type WatchInput } from '../options/watcher-options.ts';
import { chooseOutput, printCertificate } from '../print-document.ts';
import { readInput } from '../read-input.ts';
import { readUnlock } from '../unlock.ts';

interface SignInput
  extends
    RequestInput,
    ExtensionInput,
    CertificateExtensionInput,
    PasswordInput,
    OutputInput,
    WatchInput {
  readonly csr?: string;
}

const password = passwordOptions("of the authority's key,", 'Only needed when that is locked.');
const output = outputOptions('pem');
const csrOption = {
  title: 'Request:',
  options: [
    {
      key: 'csr',
      flags: '--csr <file>',
      help: 'The signing request, PEM or DER; - or nothing reads standard input.',
    },
  ],
} as const;

/** `certwright cert sign` */
export const signCertificate: CommandSpec<SignInput> = {
  path: ['cert', 'sign'],
  alias: 'sign_cert',
  summary: 'Sign a certificate for a CSR.',
  description:
    'Only the public key is taken from the CSR, whose signature must prove possession of the private one. What is not named comes from the profile; an option replaces the extension of the profile. Prints the certificate as PEM.',
  arguments: [],
  examples: [
    [
      'openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout host.key -subj /CN=host.example.com -out host.csr',
      'Make a key and a CSR',
    ],
    [
      'certwright cert sign --csr host.csr --name host.example.com > host.pem',
      'Sign it for a web server',
    ],
    [
      'certwright cert sign --ca issuing --csr host.csr --subject CN=alice --client --bundle',
      'For a client, with the chain',
    ],
  ],
  groups: ({ profileNames }) => [
    csrOption,
    ...issueOptions,
    profileOptions(profileNames, [csrOption, ...issueOptions, watchOption, password, output]),
    watchOption,
    password,
    output,
  ],
  async run(context, input) {
    const chosen = chooseOutput(context, input, 'pem');
    const app = await context.app();
    const request = issueRequest(app, input);
    const authority = await signerFor(app, input.ca);
    const csr = await readInput(context, input.csr, 'the CSR');
    const unlock = await readUnlock(context, input, `Password of the key of ${authority.name}`);
    const issued = await app.certificates.issue(authority, {
      ...request,
      csr,
      ...given({ unlock }),
    });
    if (input.watch)
      await app.notices.watch({ certificate: issued }, input.watch, { actor: 'cli' });
    await printCertificate(context, app, issued, chosen);
  },
};
