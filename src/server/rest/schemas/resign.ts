import { z } from 'zod';
import { keyOptionsSchema } from './key-options.ts';
import type { Unlock } from './key-options.ts';
import { momentSchema } from './moment.ts';

/** What the body of a resign request says. */
export interface ResignRequest {
  readonly not_after?: Date | null;
  readonly key_backend_options?: Unlock;
}

/** Body of a resign request. */
export const resignSchema: z.ZodType<ResignRequest> = z
  .object({ not_after: momentSchema.nullable().optional(), key_backend_options: keyOptionsSchema })
  .meta({ id: 'ResignCertificateMessage' });
