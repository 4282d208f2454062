import { readFile } from 'node:fs/promises';
import { CaError, Secret } from '#base';
import { isInteractive, type Io } from './io.ts';
import { Interrupted } from './failure.ts';
import type { PasswordInput } from './options/password-options.ts';
import type { Output } from './output.ts';

/** What a password is for, and how it is asked for. */
export interface PasswordQuestion {
  /** What the prompt says: `Password of the new user`. */
  readonly message: string;
  /** Whether to ask twice, as nobody knows yet whether it was typed right. */
  readonly twice?: boolean;
}

const maxLength = 1024;

/**
 * The password that the options point to; undefined when they name none.
 *
 * @throws CaError `bad_request` when more than one way is named, a file or variable has none, or there is no terminal
 *   to ask on; Interrupted when the prompt is left.
 */
export async function readPassword(
  { io, err }: { readonly io: Io; readonly err: Output },
  input: PasswordInput,
  question: PasswordQuestion,
): Promise<Secret | undefined> {
  const { password, passwordFile, passwordEnv } = input;
  const ways = [password, passwordFile, passwordEnv].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new CaError(
      'bad_request',
      'Give the password in one way only: by prompt, file or variable.',
    );
  if (passwordFile !== undefined) return fromFile(passwordFile);
  if (passwordEnv !== undefined) return fromVariable(io, passwordEnv);
  if (password === true) return askPassword(io, question);
  if (password)
    err.line(
      'Warning: a password on the command line can be read by everybody on this machine (ps).',
    );
  return password && checked(password.reveal(), 'The command line');
}

/**
 * Asks on the terminal, without echo; on standard error, so that standard output stays clean.
 *
 * @throws CaError `bad_request` without a terminal, or when the two answers differ.
 */
export async function askPassword(io: Io, { message, twice }: PasswordQuestion): Promise<Secret> {
  const first = await ask(io, message);
  if (twice && (await ask(io, 'The same again')) !== first)
    throw new CaError('bad_request', 'The two passwords differ; nothing has been changed.');
  return checked(first, 'The prompt');
}

async function ask(io: Io, message: string): Promise<string> {
  if (!isInteractive(io)) {
    throw new CaError(
      'bad_request',
      'There is no terminal to ask for the password on: use --password-file or --password-env.',
    );
  }
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({ message, mask: '', input: io.stdin, output: io.stderr });
  if (isCancel(answer)) throw new Interrupted();
  return answer ?? '';
}

async function fromFile(file: string): Promise<Secret> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CaError('bad_request', `The password file ${file} cannot be read.`, { cause });
  });
  return checked(text.split(/\r?\n/, 1)[0] ?? '', `The password file ${file}`);
}

function fromVariable(io: Io, name: string): Secret {
  const value = io.env[name];
  if (value === undefined)
    throw new CaError('bad_request', `There is no environment variable named ${name}.`);
  return checked(value, `The environment variable ${name}`);
}

function checked(password: string, source: string): Secret {
  if (password === '') throw new CaError('bad_request', `${source} gave an empty password.`);
  if (password.length > maxLength)
    throw new CaError('bad_request', `A password may have at most ${maxLength} characters.`);
  return new Secret(password);
}
