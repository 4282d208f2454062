import { CaError, randomText, Secret } from '#base';
import { permissions, type Permission, type User } from '#users';
import type { CommandSpec, OptionGroup } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { isInteractive } from '../io.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { words } from '../options/values.ts';
import { askPassword, readPassword } from '../passwords.ts';
import { userObject } from '../present.ts';

interface RightsInput {
  readonly superuser?: boolean;
  readonly may?: readonly string[];
  readonly email?: string;
}

interface CreateInput extends RightsInput, PasswordInput {
  readonly name: string;
  readonly generate?: boolean;
  readonly json?: boolean;
}

const generatedLength = 24;

const rightsOptions: OptionGroup<RightsInput> = {
  title: 'User:',
  options: [
    {
      key: 'may',
      flags: '--may <permissions...>',
      help: `What the user may do: ${permissions.join(' ')} (default: all of these).`,
      parse: words,
    },
    { key: 'superuser', flags: '--superuser', help: 'May do everything, now and later.' },
    { key: 'email', flags: '--email <address>', help: 'E-mail address.' },
  ],
};

/** `certwright user create NAME` */
export const createUser: CommandSpec<CreateInput> = {
  path: ['user', 'create'],
  summary: 'Create a user of the REST API.',
  description: 'Without an option about the password, it is asked for on the terminal, twice.',
  arguments: [
    {
      key: 'name',
      name: '<name>',
      help: '1 to 150 letters, digits and @ . + - _',
    },
  ],
  examples: [
    ['certwright user create alice', 'A person, who types the password'],
    [
      'certwright user create robot --may certificate.sign certificate.view --generate',
      'A script, its password made and shown once',
    ],
    ['certwright user create deploy --password-file deploy.pass', 'From a file'],
  ],
  groups: () => [
    rightsOptions,
    passwordOptions('of the user', ''),
    {
      title: 'Password:',
      options: [
        { key: 'generate', flags: '--generate', help: 'Make one and print it, this once.' },
      ],
    },
    {
      title: 'Output:',
      options: [{ key: 'json', flags: '--json', help: 'Print the user as an object.' }],
    },
  ],
  async run(context, input) {
    const app = await context.app();
    const password = input.generate ? generated(input) : await chosen(context, input);
    const user = await app.users.create({
      name: input.name,
      password,
      actor: 'cli',
      ...given({
        may: input.may as readonly Permission[],
        email: input.email,
        superuser: input.superuser,
      }),
    });
    print(context, input, user, input.generate ? password : undefined);
  },
};

function generated({ password, passwordFile, passwordEnv }: PasswordInput): Secret {
  if ([password, passwordFile, passwordEnv].some((way) => way !== undefined))
    throw new CaError('bad_request', '--generate makes the password; give no other.');
  return new Secret(randomText(generatedLength));
}

async function chosen(context: Context, input: CreateInput): Promise<Secret> {
  const question = { message: `Password of ${input.name}`, twice: true };
  const password = await readPassword(context, input, question);
  if (password) return password;
  if (isInteractive(context.io)) return askPassword(context.io, question);
  throw new CaError(
    'bad_request',
    'A user needs a password: use --password-file, --password-env or --generate.',
  );
}

function print(
  { out }: Context,
  { json }: CreateInput,
  user: User,
  password: Secret | undefined,
): void {
  if (json) {
    out.json({ ...userObject(user), ...(password && { password: password.reveal() }) });
    return;
  }
  out.line(`Created the user ${user.name}.`);
  if (password) out.line(`Password, shown this once: ${password.reveal()}`);
}
