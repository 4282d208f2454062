import { resolve } from 'node:path';
import { z } from 'zod';
import { Secret } from '#base';
import { findMailAddress } from '#net';
import type { MailSettings } from '#net';
import { findHost } from './address.ts';
import type { Environment } from './environment.ts';
import { oneOf, text, textAs, whole } from './values.ts';

/** The mail server, as a file writes it. The password stands in a file or in the environment, not here. */
export interface WrittenMail {
  readonly host: string;
  readonly port?: number;
  readonly tls?: 'starttls' | 'implicit' | 'none';
  readonly ca_file?: string;
  readonly user?: string;
  readonly password_file?: string;
  readonly password_env?: string;
  readonly from: string;
}

const written: z.ZodType<WrittenMail> = z
  .strictObject(
    {
      host: textAs(findHost, 'must be a host name, or an IP address without brackets'),
      port: whole({ least: 1, most: 65_535 }, 'must be a whole number from 1 to 65535').optional(),
      tls: oneOf(['starttls', 'implicit', 'none']).optional(),
      ca_file: text(4096, 'must be the path of a PEM file').optional(),
      user: text(255, 'must be a text of 1 to 255 characters').optional(),
      password_file: text(4096, 'must be the path of a file').optional(),
      password_env: text(255, 'must be the name of an environment variable').optional(),
      from: textAs(findMailAddress, 'must be an address like ca@example.com'),
    },
    { error: 'must hold the settings of a mail server: host, from and others' },
  )
  .refine(({ password_file: file, password_env: variable }) => !file || !variable, {
    error: 'must have password_file or password_env, not both',
  })
  .refine(
    ({ user, password_file: file, password_env: variable }) => !user === !(file || variable),
    {
      error: 'must have user together with password_file or password_env',
    },
  );

/** Checks a {@link WrittenMail}. */
export function writtenMail(): z.ZodType<WrittenMail> {
  return written;
}

/** Puts the paths right, which count from `directory`, and fetches the password from `env`. */
export function toMail(checked: WrittenMail, directory: string, env: Environment): MailSettings {
  const { host, port, tls, user, from, ca_file: caFile } = checked;
  const password = toPassword(checked, directory, env);
  return {
    host,
    from,
    ...(tls && { tls }),
    ...(port !== undefined && { port }),
    ...(caFile !== undefined && { caFile: resolve(directory, caFile) }),
    ...(user !== undefined && { user }),
    ...(password && { password }),
  };
}

function toPassword(
  { password_file: file, password_env: variable }: WrittenMail,
  directory: string,
  env: Environment,
): MailSettings['password'] {
  if (file !== undefined) return { file: resolve(directory, file) };
  const value = variable === undefined ? undefined : env[variable];
  return value ? new Secret(value) : undefined;
}

/** Days before an end, each a whole number. */
export function noticeDays(): z.ZodType<number[]> {
  const one = whole({ least: 1, most: 3650 }, 'must be a whole number from 1 to 3650');
  return z.array(one, { error: 'must be a list of days' });
}
