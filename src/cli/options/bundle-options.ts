import { CaError } from '#base';
import type { OptionGroup } from '../command.ts';
import { wholeNumber } from './values.ts';

/** The forms in which certificates leave. */
export type BundleForm = 'pem' | 'der' | 'pkcs7' | 'pkcs12';

/** In which form certificates leave, and how many of them. */
export interface BundleInput {
  readonly format?: BundleForm;
  /** Which chain; true for the ordinary one; false for none. */
  readonly chain?: number | boolean;
}

/** The options of {@link BundleInput}; `chainIn` names the forms that hold the chain without being told. */
export function bundleOptions(
  forms: readonly BundleForm[],
  chainIn: string,
): OptionGroup<BundleInput> {
  return {
    title: 'Form:',
    options: [
      {
        key: 'format',
        flags: '-f, --format <form>',
        help: 'How to write it (default: pem).',
        choices: forms,
      },
      {
        key: 'chain',
        flags: '--chain [n]',
        help: `With the certificates above it, the root last; N is the chain of ca chain (default: only in ${chainIn}, the first).`,
        parse: wholeNumber(0, 63),
      },
      { key: 'chain', flags: '--no-chain', help: 'The certificate alone.', preset: false },
    ],
  };
}

/** Throws `bad_request` for a chain in DER, which holds one certificate. */
export function checkBundle({ format = 'pem', chain }: BundleInput): void {
  if (format === 'der' && chain !== undefined && chain !== false)
    throw new CaError('bad_request', 'DER holds one certificate: for a chain take pem or pkcs7.');
}
