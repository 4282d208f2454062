import { Secret } from '#base';
import type { OptionGroup } from '../command.ts';

/** Where a password is to come from; at most one of them. */
export interface PasswordInput {
  /** True asks for it on the terminal. */
  readonly password?: Secret | true;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
}

/** As {@link PasswordInput}, for the key of the parent. */
export interface ParentPasswordInput {
  readonly parentPassword?: Secret | true;
  readonly parentPasswordFile?: string;
  readonly parentPasswordEnv?: string;
}

/** The ways to give a password for `what`; `otherwise` says what happens without one. */
export function passwordOptions(what: string, otherwise: string): OptionGroup<PasswordInput> {
  return {
    title: 'Password:',
    options: [
      {
        key: 'password',
        flags: '--password [value]',
        help: `Ask for the password ${what}, without echo. A VALUE on the line works, but everybody on this machine can read it. ${otherwise}`,
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

/** The ways to give the password of a parent's key. */
export const parentPasswordOptions: OptionGroup<ParentPasswordInput> = {
  title: 'Password of the parent:',
  options: [
    {
      key: 'parentPassword',
      flags: '--parent-password [value]',
      help: "Ask for the password of the parent's key; VALUE as above.",
      parse: (text) => new Secret(text),
    },
    {
      key: 'parentPasswordFile',
      flags: '--parent-password-file <file>',
      help: 'Read it from the first line of a file.',
    },
    {
      key: 'parentPasswordEnv',
      flags: '--parent-password-env <name>',
      help: 'Read it from the environment variable of that name.',
    },
  ],
};
