import { CaError, randomText, Secret } from '#base';
import type { Context } from './context.ts';
import { isInteractive } from './io.ts';
import type { OptionGroup } from './command.ts';
import { passwordOptions, type PasswordInput } from './options/password-options.ts';
import { askPassword, readPassword } from './passwords.ts';

/** Where a new password comes from. */
export interface NewPasswordInput extends PasswordInput {
  readonly generate?: boolean;
}

const generatedLength = 24;

/** The ways to a new password. */
export const newPasswordOptions: OptionGroup<NewPasswordInput> = {
  title: 'Password:',
  options: [
    ...passwordOptions('of the user', '').options,
    { key: 'generate', flags: '--generate', help: 'Make one and print it, this once.' },
  ],
};

/**
 * The new password of a user: made, or from where the options say, else from the terminal.
 *
 * @throws CaError `bad_request` when there is none, or more than one way to it.
 */
export async function choosePassword(
  context: Context,
  input: NewPasswordInput,
  name: string,
): Promise<Secret> {
  if (input.generate) return generated(input);
  const question = { message: `Password of ${name}`, twice: true };
  const password = await readPassword(context, input, question);
  if (password) return password;
  if (isInteractive(context.io)) return askPassword(context.io, question);
  throw new CaError(
    'bad_request',
    'A user needs a password: use --password-file, --password-env or --generate.',
  );
}

/** Shows a password that was made, this once. */
export function printGenerated(
  { out }: Context,
  { generate }: NewPasswordInput,
  password: Pick<Secret, 'reveal'>,
): void {
  if (generate) out.line(`Password, shown this once: ${password.reveal()}`);
}

function generated({ password, passwordFile, passwordEnv }: PasswordInput): Secret {
  if ([password, passwordFile, passwordEnv].some((way) => way !== undefined))
    throw new CaError('bad_request', '--generate makes the password; give no other.');
  return new Secret(randomText(generatedLength));
}
