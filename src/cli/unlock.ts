import type { Unlock } from '#authorities';
import type { Secret } from '#base';
import type { Context } from './context.ts';
import type {
  OtherPasswordInput,
  PasswordInput,
  PasswordOwner,
} from './options/password-options.ts';
import { readPassword } from './passwords.ts';

/** What opens a key, as the options point to it; undefined when they name nothing. @throws as {@link readPassword} */
export async function readUnlock(
  context: Context,
  input: PasswordInput,
  message: string,
  twice?: boolean,
): Promise<Unlock | undefined> {
  const password = await readPassword(context, input, { message, twice });
  return password && { password };
}

/** The password that the options of `owner` point to. @throws as {@link readPassword} */
export async function readOtherPassword<Owner extends PasswordOwner>(
  context: Context,
  input: OtherPasswordInput<Owner>,
  owner: Owner,
  message: string,
): Promise<Secret | undefined> {
  const from = input as Readonly<Record<string, unknown>>;
  const ways = {
    password: from[`${owner}Password`],
    passwordFile: from[`${owner}PasswordFile`],
    passwordEnv: from[`${owner}PasswordEnv`],
  };
  return readPassword(context, ways as PasswordInput, { message });
}

/** As {@link readOtherPassword}, for a key. */
export async function readOtherUnlock<Owner extends PasswordOwner>(
  context: Context,
  input: OtherPasswordInput<Owner>,
  owner: Owner,
  message: string,
): Promise<Unlock | undefined> {
  const password = await readOtherPassword(context, input, owner, message);
  return password && { password };
}
