import { CaError } from '#base';
import type { Extension } from '#x509';
import type { OptionGroup } from '../command.ts';
import { makeExtension } from './make-extension.ts';
import { parseMoment } from './values.ts';

/** Extensions that only certificates of users have. */
export interface CertificateExtensionInput {
  readonly ocspNoCheck?: boolean;
  readonly ocspNoCheckCritical?: boolean;
  readonly privateKeyUsagePeriodNotBefore?: Date;
  readonly privateKeyUsagePeriodNotAfter?: Date;
}

/** The options of {@link CertificateExtensionInput}. */
export const certificateExtensionOptions: OptionGroup<CertificateExtensionInput> = {
  title: 'Extensions:',
  options: [
    {
      key: 'ocspNoCheck',
      flags: '--ocsp-no-check',
      help: 'Tell clients not to ask for the status of this one (OCSP responders).',
    },
    {
      key: 'ocspNoCheckCritical',
      flags: '--ocsp-no-check-critical',
      help: 'Mark that as critical.',
    },
    {
      key: 'privateKeyUsagePeriodNotBefore',
      flags: '--private-key-usage-period-not-before <time>',
      help: 'From when the key may sign, like 2026-01-31T12:00:00Z.',
      parse: parseMoment,
    },
    {
      key: 'privateKeyUsagePeriodNotAfter',
      flags: '--private-key-usage-period-not-after <time>',
      help: 'Until when the key may sign.',
      parse: parseMoment,
    },
  ],
};

/**
 * The extensions named on the line.
 *
 * @throws CaError `bad_extension` when a period ends before it begins.
 */
export function certificateExtensions(input: CertificateExtensionInput): readonly Extension[] {
  const { privateKeyUsagePeriodNotBefore: from, privateKeyUsagePeriodNotAfter: to } = input;
  const extensions: Extension[] = [];
  if (input.ocspNoCheck || input.ocspNoCheckCritical)
    extensions.push(makeExtension('ocsp_no_check', null, input.ocspNoCheckCritical ?? false));
  if (from && to && to <= from)
    throw new CaError(
      'bad_extension',
      'PrivateKeyUsagePeriod: not_after must be after not_before.',
    );
  if (from || to) {
    const value = { not_before: from?.toISOString() ?? null, not_after: to?.toISOString() ?? null };
    extensions.push(makeExtension('private_key_usage_period', value));
  }
  return extensions;
}
