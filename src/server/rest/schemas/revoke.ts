import { z } from 'zod';
import type { Reason } from '#authorities';
import { momentSchema } from './moment.ts';

/** What the body of a revocation says. */
export interface RevokeRequest {
  readonly reason: Reason;
  readonly compromised?: Date | null;
}

const reasons: readonly Reason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
  'removeFromCRL',
];

const reasonSchema = z.enum(reasons).meta({ id: 'ReasonFlags' });

/** Body of a revocation; reasons in the words of RFC 5280 §5.3.1. */
export const revokeSchema: z.ZodType<RevokeRequest> = z
  .object({
    reason: reasonSchema.default('unspecified'),
    compromised: momentSchema.nullable().optional(),
  })
  .meta({ id: 'RevokeCertificateSchema' });
