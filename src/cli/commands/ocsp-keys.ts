import type { IssuedCertificate } from '#certificates';
import type { Authority } from '#authorities';
import { chooseAuthorities, forEachAuthority } from '../choose-authorities.ts';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { each } from '../options/values.ts';
import { readPassword } from '../passwords.ts';
import { formatSerial } from '../text/serial.ts';

interface KeysInput extends PasswordInput {
  readonly authorities?: readonly string[];
  readonly exclude?: readonly string[];
  readonly force?: boolean;
}

/** `certwright ocsp keys [AUTHORITY...]` */
export const renewOcspKeys: CommandSpec<KeysInput> = {
  path: ['ocsp', 'keys'],
  alias: 'generate_ocsp_keys',
  summary: 'Make new OCSP responder keys and certificates where the old ones end soon.',
  description:
    'A running server does this by itself; this is for authorities whose key it cannot reach or open. Prints one line for each responder that was made. One authority that fails does not keep the others from theirs.',
  arguments: [
    {
      key: 'authorities',
      name: '[authorities...]',
      help: 'Name, CN or serial of each (default: all that may sign).',
    },
  ],
  examples: [
    ['certwright ocsp keys', 'Where no server runs, daily from cron'],
    ['certwright ocsp keys root --password-file root.pass', 'For a key that is locked'],
    ['certwright ocsp keys issuing --force', 'A new one now, whatever is left of the old'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        { key: 'force', flags: '--force', help: 'Also where the present one lives long enough.' },
        {
          key: 'exclude',
          flags: '--exclude <authority>',
          help: 'All but this one; repeatable.',
          parse: each(String),
        },
      ],
    },
    passwordOptions('of the keys', 'Only needed for authorities whose key is locked.'),
  ],
  async run(context, input) {
    const app = await context.app();
    const chosen = await chooseAuthorities(app, input);
    const password = await readPassword(context, input, { message: 'Password of the keys' });
    const how = {
      actor: 'cli',
      ...given({ force: input.force, unlock: password && { password } }),
    };
    const renew = async (authority: Authority): Promise<void> => {
      const made = await app.ocsp.renewResponder(authority, how);
      if (made) context.out.line(responderLine(authority, made));
    };
    await forEachAuthority(chosen, renew, (line) => context.err.line(line));
  },
};

function responderLine({ name }: Authority, { serial, notAfter }: IssuedCertificate): string {
  const until = notAfter.toISOString().replace('.000Z', 'Z');
  return `${formatSerial(serial)} - responder of ${name} (until ${until})`;
}
