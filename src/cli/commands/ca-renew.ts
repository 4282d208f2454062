import { authorityArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { authorityLife, lifeFrom, lifeOptions, type LifeInput } from '../options/life-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';
import { readUnlock } from '../unlock.ts';

interface RenewInput extends LifeInput, PasswordInput, OutputInput {
  readonly authority: string;
}

/** `certwright ca renew AUTHORITY` */
export const renewAuthority: CommandSpec<RenewInput> = {
  path: ['ca', 'renew'],
  summary: 'Give an authority a new certificate for the same key.',
  description:
    'By the same issuer, in the place of the present one; what it signed stands on the new one as well. Prints the new serial; the old one names it too.',
  arguments: [authorityArgument],
  examples: [['certwright ca renew issuing', 'Before it ends']],
  groups: () => [
    lifeOptions(authorityLife),
    passwordOptions(
      "of the parent's key, or of a root its own,",
      'Only needed when that is locked.',
    ),
    outputOptions('serial'),
  ],
  async run(context, input) {
    const output = chooseOutput(context, input, 'serial');
    const app = await context.app();
    const authority = await app.authorities.resolve(input.authority);
    const unlock = await readUnlock(context, input, 'Password of the key that signs');
    const how = { actor: 'cli', ...lifeFrom(app, input), ...given({ unlock }) };
    const renewed = await app.authorities.renew(authority, how);
    await printAuthority(context, app, renewed, output);
  },
};
