import { z } from 'zod';
import { nothing } from '#der';
import type { ExtensionCodec } from './extension-kind.ts';

/** Extensions that say all by being there: NULL inside, null (or nothing) in JSON. */
export const nullValue: ExtensionCodec<null> = {
  value: z.null().default(null),
  encode: () => nothing(),
  decode: (reader) => reader.null(),
  text: () => ['Yes'],
};
