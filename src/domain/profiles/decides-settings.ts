import { z } from 'zod';
import { configurableExtensionTypes } from '#x509';
import type { Decider, Decides } from './profile.ts';

const decider = z.enum(['requester', 'ca']);
/** Stands for all extension types that are not named. */
const others = '*';

/** Who decides what, as settings write it. */
export interface DecidesSettings {
  readonly subject?: Decider;
  readonly algorithm?: Decider;
  /** `shorter`: the requester may choose an end, but none behind the profile's. */
  readonly validity?: Decider | 'shorter';
  /** By extension type; `*` for all that are not named. */
  readonly extensions?: Readonly<Record<string, Decider>>;
}

/** The shape of {@link DecidesSettings}. */
export const decidesSchema: z.ZodType<DecidesSettings> = z
  .strictObject({
    subject: decider,
    algorithm: decider,
    validity: z.enum(['requester', 'shorter', 'ca']),
    extensions: z.partialRecord(z.enum([...configurableExtensionTypes, others]), decider),
  })
  .partial();

/** What is not named is left to the requester. */
export function readDecides(settings: DecidesSettings = {}): Decides {
  const { subject = 'requester', algorithm = 'requester', validity = 'requester' } = settings;
  const { [others]: otherExtensions = 'requester', ...extensions } = settings.extensions ?? {};
  return { subject, algorithm, validity, extensions, otherExtensions };
}
