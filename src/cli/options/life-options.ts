import type { App } from '#app';
import type { HashName } from '#x509';
import type { OptionGroup } from '../command.ts';
import { given } from '../given.ts';
import { endOfLife, parseHash, parseSpan } from './values.ts';

/** How long the certificate of an authority lives, and how it is signed. */
export interface LifeInput {
  readonly expires?: number;
  readonly algorithm?: HashName;
}

/** The options of {@link LifeInput}; `standard` says how long it lives when nobody says. */
export function lifeOptions(standard: string): OptionGroup<LifeInput> {
  return {
    title: 'Certificate:',
    options: [
      {
        key: 'expires',
        flags: '--expires <days>',
        help: `Life in days or like P1825D, ${standard}.`,
        parse: parseSpan,
      },
      {
        key: 'algorithm',
        flags: '--algorithm <hash>',
        help: 'Hash of the signature, like SHA-384 (default: the one that fits the signing key).',
        parse: parseHash,
      },
    ],
  };
}

/** The life of an authority that nobody names. */
export const authorityLife =
  'cut to that of the parent (default: 3650 for a root, else 1825)' as const;

/** What the line says of a certificate that begins now. */
export function lifeFrom(
  { clock }: App,
  { expires, algorithm }: LifeInput,
): { readonly notAfter?: Date; readonly algorithm?: HashName } {
  const notAfter = expires === undefined ? undefined : endOfLife(clock.now(), expires);
  return given({ notAfter, algorithm });
}
