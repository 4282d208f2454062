import { z } from 'zod';
import { fault } from '../invalid-request.ts';

/**
 * Scalars as Pydantic reads them: text and numbers that can only mean one value are taken for it. Each of these says
 * in its `override` what stands in the OpenAPI document.
 */

const words = new Map<unknown, boolean>([
  ...['1', 'true', 't', 'y', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'f', 'n', 'no', 'off'].map((word) => [word, false] as const),
  [true, true],
  [false, false],
  [1, true],
  [0, false],
]);

/** A boolean, or one of `1 0 true false t f yes no y n on off` in any case. */
export const lenientBoolean: z.ZodType<boolean> = z
  .unknown()
  .transform((input, ctx) => {
    const value = words.get(typeof input === 'string' ? input.toLowerCase() : input);
    if (value !== undefined) return value;
    const parsing = typeof input === 'string' || typeof input === 'number';
    refuse(ctx, parsing ? 'bool_parsing' : 'bool_type', booleanWords(parsing));
    return z.NEVER;
  })
  .meta({ override: { type: 'boolean' } });

/** An integer, as JSON number or decimal text, within bounds that are included. */
export function lenientInteger(bounds: { min?: number; max?: number } = {}): z.ZodType<number> {
  const { min, max } = bounds;
  return z
    .preprocess(
      (input) =>
        typeof input === 'string' && /^ *[+-]?\d{1,15} *$/.test(input) ? Number(input) : input,
      z
        .int()
        .min(min ?? Number.MIN_SAFE_INTEGER)
        .max(max ?? Number.MAX_SAFE_INTEGER),
    )
    .meta({ override: { type: 'integer', minimum: min, maximum: max } });
}

function booleanWords(parsing: boolean): string {
  return `Input should be a valid boolean${parsing ? ', unable to interpret input' : ''}`;
}

function refuse(ctx: z.RefinementCtx, type: string, message: string): void {
  ctx.addIssue({ code: 'custom', message, params: fault(type) });
}
