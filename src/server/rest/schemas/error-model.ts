import { z } from 'zod';

/** Any refusal but a 422. */
export const errorModel: z.ZodType = z
  .object({ detail: z.string() })
  .meta({ id: 'ErrorModel', description: 'Why the request was refused.' });

/** A 422: each fault of the request. */
export const validationErrorModel: z.ZodType = z
  .object({
    detail: z.array(
      z.object({
        type: z.string(),
        loc: z.array(z.union([z.string(), z.int()])),
        msg: z.string(),
        ctx: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .meta({ id: 'ValidationErrorModel', description: 'Each fault of the request.' });
