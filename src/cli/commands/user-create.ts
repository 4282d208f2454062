import type { Permission, User } from '#users';
import type { CommandSpec, OptionGroup } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import {
  choosePassword,
  newPasswordOptions,
  printGenerated,
  type NewPasswordInput,
} from '../new-password.ts';
import { grantsHelp, readGrants } from '../options/grant-options.ts';
import { words } from '../options/values.ts';
import { userObject } from '../present.ts';

interface RightsInput {
  readonly superuser?: boolean;
  readonly may?: readonly string[];
  readonly group?: readonly string[];
  readonly email?: string;
}

interface CreateInput extends RightsInput, NewPasswordInput {
  readonly name: string;
  readonly json?: boolean;
}

const rightsOptions: OptionGroup<RightsInput> = {
  title: 'User:',
  options: [
    {
      key: 'may',
      flags: '--may <permissions...>',
      help: `What the user may do: ${grantsHelp} (default: everything, or what the groups may).`,
      parse: words,
    },
    {
      key: 'group',
      flags: '--group <names...>',
      help: 'Member of these groups.',
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
      'certwright user create robot --may certificate.sign@issuing certificate.view --generate',
      'A script that signs at one authority, its password made and shown once',
    ],
    ['certwright user create deploy --password-file deploy.pass', 'From a file'],
  ],
  groups: () => [
    rightsOptions,
    newPasswordOptions,
    {
      title: 'Output:',
      options: [{ key: 'json', flags: '--json', help: 'Print the user as an object.' }],
    },
  ],
  async run(context, input) {
    const app = await context.app();
    const { name, group: groups, email, superuser } = input;
    const may = input.may ? await readGrants(app, input.may) : mayByDefault(groups);
    const password = await choosePassword(context, input, name);
    const rights = given({ may, groups, email, superuser });
    const user = await app.users.create({ name, password, actor: 'cli', ...rights });
    print(context, input, { user, password });
  },
};

/** Who comes into a group is to have what the group has; undefined leaves it to the room. */
function mayByDefault(groups: readonly string[] | undefined): readonly Permission[] | undefined {
  return groups && [];
}

function print(
  context: Context,
  input: CreateInput,
  { user, password }: { readonly user: User; readonly password: { reveal(): string } },
): void {
  if (input.json) {
    const shown = input.generate ? { password: password.reveal() } : {};
    context.out.json({ ...userObject(user), ...shown });
    return;
  }
  context.out.line(`Created the user ${user.name}.`);
  printGenerated(context, input, password);
}
