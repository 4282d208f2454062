import { writeFile } from 'node:fs/promises';
import { CaError } from '#base';
import type { Reason } from '#authorities';
import type { CrlScope } from '#crl';
import { crlPem } from '#x509';
import type { CommandSpec, OptionGroup } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { each, parseReason, wholeNumber } from '../options/values.ts';
import { readPassword } from '../passwords.ts';

interface ScopeInput {
  readonly onlyUser?: boolean;
  readonly onlyCa?: boolean;
  readonly onlyAttribute?: boolean;
  readonly reasons?: readonly Reason[];
}

interface DumpInput extends ScopeInput, PasswordInput {
  readonly path?: string;
  readonly ca?: string;
  readonly expires?: number;
  readonly format?: 'PEM' | 'DER' | 'ASN1';
}

const daySeconds = 86_400;

const scopeOptions: OptionGroup<ScopeInput> = {
  title: 'What it speaks of (default: all that the authority issued):',
  options: [
    {
      key: 'onlyUser',
      flags: '--only-contains-user-certs',
      help: 'Only certificates of users, no authorities.',
    },
    { key: 'onlyCa', flags: '--only-contains-ca-certs', help: 'Only authorities below it.' },
    {
      key: 'onlyAttribute',
      flags: '--only-contains-attribute-certs',
      help: 'Only attribute certificates: there are none, the list is empty.',
    },
    {
      key: 'reasons',
      flags: '--only-some-reasons <reason>',
      help: 'Only what was revoked for this reason; repeatable.',
      parse: each(parseReason),
    },
  ],
};

/** `certwright crl dump [PATH]` */
export const dumpCrl: CommandSpec<DumpInput> = {
  path: ['crl', 'dump'],
  alias: 'dump_crl',
  summary: 'Sign a new revocation list and write it to a file.',
  description:
    'It is on record like every other list, and where it is one that the server publishes, it takes its place.',
  arguments: [
    { key: 'path', name: '[path]', help: 'File to write, - for standard output (default: -).' },
  ],
  examples: [
    ['certwright crl dump --ca root --format DER root.crl', 'For a web server elsewhere'],
    [
      'certwright crl dump --ca root --expires 15552000 --only-contains-ca-certs root.pem',
      'Half a year, from a root that is locked away afterwards',
    ],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'ca',
          flags: '--ca <authority>',
          help: 'Who signs: name, CN or serial (default: one that issues certificates).',
        },
        {
          key: 'expires',
          flags: '-e, --expires <seconds>',
          help: `How long it is to be believed (default: ${daySeconds}).`,
          parse: wholeNumber(1, 10 * 365 * daySeconds),
        },
        {
          key: 'format',
          flags: '-f, --format <form>',
          help: 'PEM or DER; ASN1 is another name for DER (default: PEM).',
          choices: ['PEM', 'DER', 'ASN1'],
        },
      ],
    },
    scopeOptions,
    passwordOptions('of the key', 'Without one the key must not be locked.'),
  ],
  async run(context, input) {
    const { format = 'PEM', path = '-', ca, expires: validitySeconds = daySeconds } = input;
    if (format !== 'PEM' && path === '-' && context.io.stdout.isTTY)
      throw new CaError('bad_request', 'DER is not for terminals: name a file to write it to.');
    const scope = scopeOf(input);
    const app = await context.app();
    const authority = await (ca === undefined
      ? app.authorities.preferred()
      : app.authorities.resolve(ca));
    const password = await readPassword(context, input, { message: 'Password of the key' });
    const unlock = given({ unlock: password && { password } });
    const list = await app.crl.make(authority, scope, { validitySeconds, actor: 'cli', ...unlock });
    const der = Buffer.concat(await Array.fromAsync(app.crl.read(list)));
    await write(context, path, format === 'PEM' ? crlPem(der) : der);
  },
};

function scopeOf({ onlyUser, onlyCa, onlyAttribute, reasons }: ScopeInput): CrlScope {
  const only = [onlyUser && 'user', onlyCa && 'ca', onlyAttribute && 'attribute'] as const;
  const chosen = only.filter((kind) => kind !== undefined && kind !== false);
  if (chosen.length > 1)
    throw new CaError('bad_request', 'A list can be limited to one kind of certificates only.');
  return { contains: chosen[0] ?? 'all', ...given({ reasons }) };
}

async function write({ out }: Context, path: string, content: string | Buffer): Promise<void> {
  if (path === '-') {
    if (typeof content === 'string') out.block(content);
    else out.bytes(content);
    return;
  }
  await writeFile(path, content).catch((cause: unknown) => {
    throw new CaError('bad_request', `${path} cannot be written.`, { cause });
  });
}
