import { name } from '#x509';
import type { HashName, Name } from '#x509';
import type { Authority } from '#authorities';
import type { IssueRequest } from '#certificates';
import type { App } from '#app';
import type { CommandSpec, OptionGroup } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import {
  certificateExtensionOptions,
  certificateExtensions,
  type CertificateExtensionInput,
} from '../options/certificate-extensions.ts';
import {
  extensionOptions,
  requestedExtensions,
  type ExtensionInput,
} from '../options/extension-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { endOfLife, parseHash, parseSpan } from '../options/values.ts';
import { readPassword } from '../passwords.ts';
import { chooseOutput, printCertificate } from '../print-document.ts';
import { readInput } from '../read-input.ts';

interface RequestInput {
  readonly ca?: string;
  readonly csr?: string;
  readonly subject?: Name;
  readonly expires?: number;
  readonly algorithm?: HashName;
  readonly profile?: string;
}

interface SignInput
  extends RequestInput, ExtensionInput, CertificateExtensionInput, PasswordInput, OutputInput {}

const requestOptions: OptionGroup<RequestInput> = {
  title: 'Request:',
  options: [
    {
      key: 'csr',
      flags: '--csr <file>',
      help: 'The signing request, PEM or DER; - or nothing reads standard input.',
    },
    {
      key: 'subject',
      flags: '--subject <name>',
      help: 'Who it is for, like "O=Example,CN=host.example.com" (default: the first --name). The one in the CSR is not used.',
      parse: name,
    },
    {
      key: 'ca',
      flags: '--ca <authority>',
      help: 'Who signs: name, CN or serial (default: the usable one that ends last).',
    },
    {
      key: 'expires',
      flags: '--expires <days>',
      help: 'Life in days or like P90D (default: the profile says; never longer than the authority).',
      parse: parseSpan,
    },
    {
      key: 'algorithm',
      flags: '--algorithm <hash>',
      help: 'Hash of the signature, like SHA-256 (default: the profile says, else it fits the key).',
      parse: parseHash,
    },
  ],
};

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
    requestOptions,
    profileOptions(profileNames),
    extensionOptions,
    certificateExtensionOptions,
    passwordOptions("of the authority's key", 'Only needed when that is locked.'),
    outputOptions('pem'),
  ],
  async run(context, input) {
    const output = chooseOutput(context, input, 'pem');
    const extensions = [...requestedExtensions(input), ...certificateExtensions(input)];
    const app = await context.app();
    const authority = await signer(app, input.ca);
    const csr = await readInput(context, input.csr, 'the CSR');
    const request = {
      csr,
      extensions,
      actor: 'cli',
      ...(await details(context, app, input, authority)),
    };
    const issued = await app.certificates.issue(authority, request);
    await printCertificate(context, app, issued, output);
  },
};

async function signer(app: App, ca: string | undefined): Promise<Authority> {
  return ca === undefined ? app.authorities.preferred() : app.authorities.resolve(ca);
}

async function details(
  context: Context,
  app: App,
  input: SignInput,
  authority: Authority,
): Promise<Partial<IssueRequest>> {
  const { expires } = input;
  const question = { message: `Password of the key of ${authority.name}` };
  const password = await readPassword(context, input, question);
  return given({
    subject: input.subject,
    profile: input.profile,
    algorithm: input.algorithm,
    notAfter: expires === undefined ? undefined : endOfLife(app.clock.now(), expires),
    unlock: password && { password },
  });
}

function profileOptions(names: readonly string[]): OptionGroup<RequestInput> {
  const flags = names.filter((each) => /^[a-z][a-z0-9-]*$/.test(each) && !taken.has(each));
  return {
    title: 'Profile:',
    options: [
      {
        key: 'profile',
        flags: '--profile <name>',
        help: `What kind of certificate: ${names.join(', ')} (default: the settings say; webserver).`,
      },
      ...flags.map((each) => ({
        key: 'profile' as const,
        flags: `--${each}`,
        help: `Same as --profile ${each}.`,
        preset: each,
      })),
    ],
  };
}

/** Options of this command that a profile cannot have for its own; such a profile is named by --profile. */
const taken: ReadonlySet<string> = new Set(
  [
    requestOptions,
    extensionOptions,
    certificateExtensionOptions,
    passwordOptions('', ''),
    outputOptions('pem'),
  ]
    .flatMap(({ options }) => options.map(({ flags }) => flags))
    .flatMap((flags) => [...flags.matchAll(/--([a-z-]+)/g)].map(([, long]) => long ?? ''))
    .concat('profile', 'help'),
);
