import { z } from 'zod';
import { Secret, day, isCaError, parseDuration } from '#base';
import { isOid } from '#der';
import { attributeTypes, name, nameSchema } from '#x509';
import type { Name } from '#x509';

/** How little the log says, from nothing at all to everything. */
export const logLevels: readonly ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] = [
  'silent',
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
];

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** Profiles as written: names to settings, or to null for a default profile that shall not be. Not checked further. */
export type RawProfiles = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

/** A text that `find` turns into a value; `error` says what it must be when it finds none. */
export function textAs<Value>(
  find: (text: string) => Value | undefined,
  error: string,
): z.ZodType<Value> {
  return z.string({ error }).transform((text, context): Value => {
    const value = find(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });
}

/** A text of 1 to `most` characters. */
export function text(most: number, error: string): z.ZodType<string> {
  return z.string({ error }).min(1, { error }).max(most, { error });
}

/** A whole number from `least` to `most`, both included, and a multiple of `step`. */
export function whole(
  { least, most, step = 1 }: { least: number; most: number; step?: number },
  error: string,
): z.ZodType<number> {
  const fits = (value: number): boolean =>
    Number.isInteger(value / step) && value >= least && value <= most;
  return z.number({ error }).refine(fits, { error });
}

/** `true` or `false`. */
export function flag(): z.ZodType<boolean> {
  return z.boolean({ error: 'must be true or false' });
}

/** One of `words`. */
export function oneOf<Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

/** A list of texts, each turned into a value by `find`; `error` says what each must be. */
export function listAs<Value>(
  find: (text: string) => Value | undefined,
  error: string,
): z.ZodType<Value[]> {
  return z.array(textAs(find, error), { error: 'must be a list' });
}

/** A password of 1 to 1024 characters. */
export function password(): z.ZodType<Secret> {
  const error = 'must be a text of 1 to 1024 characters; put a number in quotes';
  return text(1024, error).transform((value) => new Secret(value));
}

/** A span in milliseconds, written as a number of days or an ISO 8601 duration; 1 day to 100 years. */
export function validity(): z.ZodType<number> {
  const error = 'must be days or a duration like P90D, at least one day and at most P36500D';
  return z.union([z.number(), z.string()], { error }).transform((written, context): number => {
    const text = String(written);
    const days = /^\d{1,6}$/.test(text);
    const span = days ? Number(text) * day : attempt(() => parseDuration(text), context);
    if (span < day || span > 36_500 * day) context.addIssue({ code: 'custom', message: error });
    return span;
  });
}

/** A name, written as a text (`C=AT,O=Example`) or as a list of `{oid, value}`. */
export function subject(): z.ZodType<Name> {
  return z.unknown().transform((written, context): Name => {
    if (typeof written === 'string') return attempt(() => name(written), context);
    const { data, error } = nameSchema.safeParse(written);
    if (data) return data;
    for (const { message, path } of error?.issues ?? [])
      context.addIssue({ code: 'custom', message, path: [...path] });
    return z.NEVER;
  });
}

/** Attribute names (`CN`, `commonName`) or dotted OIDs, each once; dotted OIDs come out. */
export function attributeOrder(): z.ZodType<string[]> {
  return listAs(findAttribute, 'must be the name of an attribute or a dotted OID').refine(
    (oids) => new Set(oids).size === oids.length,
    { error: 'must name each attribute once' },
  );
}

function findAttribute(text: string): string | undefined {
  const named = attributeTypes.find(({ aliases }) => aliases.includes(text))?.oid;
  return named ?? (isOid(text) ? text : undefined);
}

/** Profiles by name, their settings passed through. */
export function rawProfiles(): z.ZodType<RawProfiles> {
  const settings = z.record(z.string(), z.unknown(), { error: 'must hold settings, or be null' });
  return z.record(z.string(), settings.nullable(), { error: 'must map names to profiles' });
}

/** What `read` gives; a CaError that it throws becomes a fault in the same words. */
export function attempt<Value>(read: () => Value, context: z.RefinementCtx): Value {
  try {
    return read();
  } catch (error) {
    if (!isCaError(error)) throw error;
    context.addIssue({ code: 'custom', message: error.detail });
    return z.NEVER;
  }
}
