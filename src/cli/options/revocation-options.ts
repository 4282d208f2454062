import type { Reason } from '#authorities';
import { revocationReasons } from '#x509';
import type { OptionGroup } from '../command.ts';
import { parseMoment, parseReason } from './values.ts';

/** Why something is revoked, and since when it was not to be trusted. */
export interface RevocationInput {
  readonly reason?: Reason;
  readonly compromised?: Date;
}

/** The options of {@link RevocationInput}. */
export const revocationOptions: OptionGroup<RevocationInput> = {
  title: 'Options:',
  options: [
    {
      key: 'reason',
      flags: '--reason <reason>',
      help: `Why: ${revocationReasons.map(({ name }) => name).join(', ')} (default: unspecified).`,
      parse: parseReason,
    },
    {
      key: 'compromised',
      flags: '--compromised <time>',
      help: 'Since when the key is thought to be known, like 2026-01-31T12:00:00Z.',
      parse: parseMoment,
    },
  ],
};
