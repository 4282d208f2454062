import { name } from '#x509';
import type { HashName, Name } from '#x509';
import type { Authority } from '#authorities';
import type { IssueRequest } from '#certificates';
import type { App } from '#app';
import type { OptionGroup, OptionSpec } from '../command.ts';
import { given } from '../given.ts';
import {
  certificateExtensionOptions,
  certificateExtensions,
  type CertificateExtensionInput,
} from './certificate-extensions.ts';
import { extensionOptions, requestedExtensions, type ExtensionInput } from './extension-options.ts';
import { endOfLife, parseHash, parseSpan } from './values.ts';

/** Who signs, for whom, and for how long. */
export interface RequestInput {
  readonly ca?: string;
  readonly subject?: Name;
  readonly expires?: number;
  readonly algorithm?: HashName;
  readonly profile?: string;
}

/** How long a certificate lives. */
export const lifeOption: OptionSpec<Pick<RequestInput, 'expires'>> = {
  key: 'expires',
  flags: '--expires <days>',
  help: 'Life in days or like P90D (default: the profile says; never longer than the authority).',
  parse: parseSpan,
};

/** The options of {@link RequestInput}, but for the profile. */
const requestOptions: OptionGroup<RequestInput> = {
  title: 'Request:',
  options: [
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
    lifeOption,
    {
      key: 'algorithm',
      flags: '--algorithm <hash>',
      help: 'Hash of the signature, like SHA-256 (default: the profile says, else it fits the key).',
      parse: parseHash,
    },
  ],
};

/** The options that choose the profile: `--profile NAME`, and a flag for each whose name `groups` leave free. */
export function profileOptions(
  names: readonly string[],
  groups: readonly { readonly options: readonly { readonly flags: string }[] }[],
): OptionGroup<RequestInput> {
  const taken = takenBy(groups);
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

/** Options of a command that a profile cannot have for its own; such a profile is named by --profile. */
function takenBy(groups: Parameters<typeof profileOptions>[1]): ReadonlySet<string> {
  const flags = groups.flatMap(({ options }) => options.map((option) => option.flags));
  const words = flags.flatMap((each) => [...each.matchAll(/--([a-z-]+)/g)]);
  return new Set([...words.map(([, long]) => long ?? ''), 'profile', 'help']);
}

/** The groups of options that say what is to be issued. */
export const issueOptions: readonly [
  OptionGroup<RequestInput>,
  OptionGroup<ExtensionInput>,
  OptionGroup<CertificateExtensionInput>,
] = [requestOptions, extensionOptions, certificateExtensionOptions];

/** What the line asks for. @throws CaError `bad_extension`. */
export function issueRequest(
  app: App,
  input: RequestInput & ExtensionInput & CertificateExtensionInput,
): Omit<IssueRequest, 'csr'> {
  const { subject, profile, algorithm, expires } = input;
  const notAfter = expires === undefined ? undefined : endOfLife(app.clock.now(), expires);
  return {
    actor: 'cli',
    extensions: [...requestedExtensions(input), ...certificateExtensions(input)],
    ...given({ subject, profile, algorithm, notAfter }),
  };
}

/** The authority that is to sign: the named one, or the one to take when nobody names one. */
export async function signerFor(app: App, ca: string | undefined): Promise<Authority> {
  return ca === undefined ? app.authorities.preferred() : app.authorities.resolve(ca);
}
