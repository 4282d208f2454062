import { CaError, isCaError } from '#base';
import type { z } from 'zod';

/** The `bad_name` of this room; `message` is a sentence without its full stop. */
export function badName(message: string): CaError {
  return new CaError('bad_name', `${message}.`);
}

/**
 * A zod check that puts what `normal` returns in place of the value. A `bad_name` that `normal` throws becomes one
 * `custom` issue at the place of the value, its message without the full stop. Unlike a transform, it leaves the JSON
 * Schema of the value as it is.
 */
export function normalising<T>(normal: (value: T) => T): z.core.CheckFn<T> {
  return (payload) => {
    try {
      payload.value = normal(payload.value);
    } catch (error) {
      if (!isCaError(error, 'bad_name')) throw error;
      const message = error.detail.replace(/\.$/, '');
      payload.issues.push({ code: 'custom', message, input: payload.value });
    }
  };
}

/** The value that `schema` makes of `input`; throws `bad_name` with one problem for each thing wrong. */
export function parseNaming<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    path: issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    code: 'bad_name',
    detail: `${issue.message}.`,
  }));
  throw new CaError('bad_name', problems[0]?.detail ?? 'Not a name.', { problems });
}
