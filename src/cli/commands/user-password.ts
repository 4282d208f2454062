import type { CommandSpec } from '../command.ts';
import {
  choosePassword,
  newPasswordOptions,
  printGenerated,
  type NewPasswordInput,
} from '../new-password.ts';

interface PasswordChange extends NewPasswordInput {
  readonly name: string;
}

/** `certwright user password NAME` */
export const changePassword: CommandSpec<PasswordChange> = {
  path: ['user', 'password'],
  summary: 'Give a user another password.',
  description:
    'Holds at once; tokens stay as they are. Without an option, it is asked for on the terminal, twice.',
  arguments: [{ key: 'name', name: '<name>', help: 'Name of the user.' }],
  examples: [
    ['certwright user password alice', 'A person, who types it'],
    ['certwright user password robot --generate', 'Made and shown once'],
  ],
  groups: () => [newPasswordOptions],
  async run(context, { name, ...input }) {
    const app = await context.app();
    await app.users.get({ name });
    const password = await choosePassword(context, input, name);
    await app.users.update({ name }, { password, actor: 'cli' });
    printGenerated(context, input, password);
  },
};
