import type { App } from '#app';
import type { Authority, Unlock } from '#authorities';
import {
  chooseAuthorities,
  forEachAuthority,
  type ChosenAuthorities,
} from './choose-authorities.ts';
import type { OptionGroup } from './command.ts';
import type { Context } from './context.ts';
import { given } from './given.ts';
import { passwordOptions, type PasswordInput } from './options/password-options.ts';
import { each } from './options/values.ts';
import { readPassword } from './passwords.ts';

/** What a command is given that lets some authorities sign what is due. */
export interface KeysInput extends PasswordInput, ChosenAuthorities {
  readonly force?: boolean;
}

/** Its options: what `--force` does, and what happens without a password. */
export function keysGroups(force: string, otherwise: string): readonly OptionGroup<KeysInput>[] {
  return [
    {
      title: 'Options:',
      options: [
        { key: 'force', flags: '--force', help: force },
        {
          key: 'exclude',
          flags: '--exclude <authority>',
          help: 'All but this one; repeatable.',
          parse: each(String),
        },
      ],
    },
    passwordOptions('of the keys', otherwise),
  ];
}

/** How they sign it. */
export interface KeysUse extends Pick<KeysInput, 'force'> {
  readonly actor: string;
  readonly unlock?: Unlock;
}

/**
 * Does `act` for each of the authorities that are meant; one that fails does not keep the others from theirs. Throws the
 * first failure at the end.
 *
 * @throws CaError as {@link chooseAuthorities} and {@link readPassword}: then nothing has been done.
 */
export async function forEachWithKeys(
  context: Context,
  input: KeysInput,
  act: (app: App, authority: Authority, use: KeysUse) => Promise<void>,
): Promise<void> {
  const app = await context.app();
  const chosen = await chooseAuthorities(app, input);
  const password = await readPassword(context, input, { message: 'Password of the keys' });
  const use = { actor: 'cli', ...given({ force: input.force, unlock: password && { password } }) };
  await forEachAuthority(
    chosen,
    (authority) => act(app, authority, use),
    (line) => context.err.line(line),
  );
}
