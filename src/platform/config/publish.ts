import { resolve } from 'node:path';
import { z } from 'zod';
import { day, minute, parseDuration, Secret } from '#base';
import type { BucketSettings } from '#net';
import { findOrigin, findPrefix } from './address.ts';
import type { Environment } from './environment.ts';
import { attempt, flag, text, textAs } from './values.ts';

/** A bucket, as a file writes it. The secret stands in a file or in the environment, not here. */
export interface WrittenBucket {
  readonly endpoint: string;
  readonly name: string;
  readonly prefix?: string;
  readonly region?: string;
  readonly path_style?: boolean;
  readonly index_names?: boolean;
  readonly access_key_id: string;
  readonly secret_file?: string;
  readonly secret_env?: string;
  readonly ca_file?: string;
}

/** Where lists and answers are put for others to give out, as a file writes it. */
export interface WrittenPublish {
  readonly directory?: string;
  readonly bucket?: WrittenBucket;
  readonly every?: string;
  readonly answers?: boolean;
}

/** The same, checked. */
export interface PublishConfig {
  /** Absolute path. */
  readonly directory?: string;
  readonly bucket?: BucketSettings & { readonly indexNames?: boolean };
  /** Absent where nothing was said. */
  readonly everyMs?: number;
  readonly answers?: boolean;
}

const bucket: z.ZodType<WrittenBucket> = z
  .strictObject(
    {
      endpoint: textAs(findOrigin, 'must be https://HOST[:PORT] or http://HOST[:PORT]'),
      name: textAs(findBucketName, 'must be the name of a bucket: 3 to 63 of a-z, 0-9, . and -'),
      prefix: textAs(
        findPrefix,
        'must be a prefix like pki/ of letters, digits and - . _ ~',
      ).optional(),
      region: textAs(findWord, 'must be the name of a region like eu-central-1').optional(),
      path_style: flag().optional(),
      index_names: flag().optional(),
      access_key_id: text(128, 'must be a text of 1 to 128 characters'),
      secret_file: text(4096, 'must be the path of a file').optional(),
      secret_env: text(255, 'must be the name of an environment variable').optional(),
      ca_file: text(4096, 'must be the path of a PEM file').optional(),
    },
    { error: 'must hold the settings of a bucket: endpoint, name and others' },
  )
  .refine(({ secret_file: file, secret_env: variable }) => !file !== !variable, {
    error: 'must have secret_file or secret_env, one of them',
  });

const written: z.ZodType<WrittenPublish> = z
  .strictObject(
    {
      directory: text(4096, 'must be the path of a directory').optional(),
      bucket: bucket.optional(),
      every: interval().optional(),
      answers: flag().optional(),
    },
    { error: 'must hold where to publish: directory, bucket and others' },
  )
  .refine(({ directory, bucket: named }) => directory !== undefined || named !== undefined, {
    error: 'must have directory or bucket, or both',
  });

/** Checks a {@link WrittenPublish}. */
export function writtenPublish(): z.ZodType<WrittenPublish> {
  return written;
}

/** Puts the paths right, which count from `from`, and fetches the secret from `env`. */
export function toPublish(checked: WrittenPublish, from: string, env: Environment): PublishConfig {
  const { directory, bucket: named, every, answers } = checked;
  return {
    ...(directory !== undefined && { directory: resolve(from, directory) }),
    ...(named && { bucket: toBucket(named, from, env) }),
    ...(every !== undefined && { everyMs: parseDuration(every) }),
    ...(answers !== undefined && { answers }),
  };
}

function toBucket(checked: WrittenBucket, from: string, env: Environment): PublishConfig['bucket'] {
  const { prefix, region, path_style: pathStyle, index_names: indexNames } = checked;
  const { secret_file: file, secret_env: variable = '', ca_file: caFile } = checked;
  return {
    endpoint: checked.endpoint,
    bucket: checked.name,
    accessKeyId: checked.access_key_id,
    secretAccessKey:
      file === undefined ? new Secret(env[variable] ?? '') : { file: resolve(from, file) },
    ...(prefix !== undefined && { prefix }),
    ...(region !== undefined && { region }),
    ...(pathStyle !== undefined && { pathStyle }),
    ...(indexNames !== undefined && { indexNames }),
    ...(caFile !== undefined && { caFile: resolve(from, caFile) }),
  };
}

/** A duration from a minute to a day; it stays a text. */
function interval(): z.ZodType<string> {
  const error = 'must be a duration like PT1H, from PT1M to P1D';
  return z.string({ error }).superRefine((spoken, context) => {
    const span = attempt(() => parseDuration(spoken), context);
    if (span < minute || span > day) context.addIssue({ code: 'custom', message: error });
  });
}

function findBucketName(name: string): string | undefined {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ? name : undefined;
}

function findWord(name: string): string | undefined {
  return /^[A-Za-z0-9-]{1,64}$/.test(name) ? name : undefined;
}
