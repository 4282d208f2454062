import { z } from 'zod';
import { moment, serial } from './model.ts';

/** An order in an answer. */
export const orderModel: z.ZodType = z
  .object({
    serial: serial.nullable(),
    created: moment,
    updated: moment,
    slug: z.string(),
    status: z.enum(['pending', 'issued', 'failed']),
    user: z.string(),
    error: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'Why the order failed.' }),
  })
  .meta({ id: 'CertificateOrderSchema' });
