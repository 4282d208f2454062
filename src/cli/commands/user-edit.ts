import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { grantsHelp, readGrants } from '../options/grant-options.ts';
import { words } from '../options/values.ts';

interface EditInput {
  readonly name: string;
  readonly may?: readonly string[];
  readonly group?: readonly string[];
  readonly groups?: boolean;
  readonly superuser?: boolean;
  readonly email?: string;
}

/** `certwright user edit NAME` */
export const editUser: CommandSpec<EditInput> = {
  path: ['user', 'edit'],
  summary: 'Change what a user may do, the groups of a user, or the address.',
  description:
    'What is not named stays. Says nothing when it is done. The password: user password.',
  arguments: [{ key: 'name', name: '<name>', help: 'Name of the user.' }],
  examples: [
    [
      'certwright user edit robot --may certificate.sign@issuing',
      'May sign there, and nothing else',
    ],
    ['certwright user edit alice --superuser', 'May do everything'],
  ],
  groups: () => [
    {
      title: 'User:',
      options: [
        {
          key: 'may',
          flags: '--may [permissions...]',
          help: `Instead of all that was granted to the user alone: ${grantsHelp}.`,
          parse: words,
        },
        {
          key: 'group',
          flags: '--group <names...>',
          help: 'Member of these groups and no others.',
          parse: words,
        },
        { key: 'groups', flags: '--no-groups', help: 'Member of no group.', preset: false },
        { key: 'superuser', flags: '--superuser', help: 'May do everything, now and later.' },
        {
          key: 'superuser',
          flags: '--no-superuser',
          help: 'May do what was granted only.',
          preset: false,
        },
        { key: 'email', flags: '--email <address>', help: 'E-mail address; "" for none.' },
      ],
    },
  ],
  async run(context, { name, may, group, groups, superuser, email }) {
    const app = await context.app();
    const grants = may && (await readGrants(app, Array.isArray(may) ? may : []));
    await app.users.update(
      { name },
      {
        actor: 'cli',
        ...given({ may: grants, groups: groups === false ? [] : group, superuser, email }),
      },
    );
  },
};
