import { Secret } from '#base';
import type { OptionGroup } from '../command.ts';

/** Where a password is to come from; at most one of them. */
export interface PasswordInput {
  /** True asks for it on the terminal. */
  readonly password?: Secret | true;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
}

/** Whose password it is, where a command may need more than one. */
export type PasswordOwner = 'parent' | 'old' | 'import' | 'key' | 'ca';

/** As {@link PasswordInput}, for the password of `Owner`: `parentPassword`, `parentPasswordFile`, `parentPasswordEnv`. */
export type OtherPasswordInput<Owner extends PasswordOwner> = {
  readonly [Key in `${Owner}Password`]?: Secret | true;
} & { readonly [Key in `${Owner}PasswordFile` | `${Owner}PasswordEnv`]?: string };

/** The ways to give a password for `what`; `otherwise` says what happens without one. */
export function passwordOptions(what: string, otherwise: string): OptionGroup<PasswordInput> {
  return {
    title: 'Password:',
    options: [
      {
        key: 'password',
        flags: '--password',
        djangoFlags: '--password [value]',
        help: ['Ask for the password', what, 'without echo.', otherwise].join(' ').trim(),
        parse: (text) => new Secret(text),
      },
      {
        key: 'passwordFile',
        flags: '--password-file <file>',
        help: 'Read it from the first line of a file.',
      },
      {
        key: 'passwordEnv',
        flags: '--password-env <name>',
        help: 'Read it from the environment variable of that name.',
      },
    ],
  };
}

/** The ways to give another password, for `what`: `--parent-password` and so on. */
export function otherPasswordOptions<Owner extends PasswordOwner>(
  owner: Owner,
  title: string,
  what: string,
): OptionGroup<OtherPasswordInput<Owner>> {
  const options = [
    {
      key: `${owner}Password`,
      flags: `--${owner}-password`,
      djangoFlags: `--${owner}-password [value]`,
      help: `Ask for the password ${what}, without echo.`,
      parse: (text: string) => new Secret(text),
    },
    {
      key: `${owner}PasswordFile`,
      flags: `--${owner}-password-file <file>`,
      help: 'Read it from the first line of a file.',
    },
    {
      key: `${owner}PasswordEnv`,
      flags: `--${owner}-password-env <name>`,
      help: 'Read it from the environment variable of that name.',
    },
  ];
  return {
    title,
    options: options as unknown as OptionGroup<OtherPasswordInput<Owner>>['options'],
  };
}
