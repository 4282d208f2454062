import { parseGeneralName } from '#x509';
import type { Extension, GeneralName } from '#x509';
import type { OptionGroup } from '../command.ts';
import {
  accessExtension,
  crlExtension,
  issuerNameExtension,
  makeExtension,
  policyExtension,
} from './make-extension.ts';
import { policyFlags, type PolicyInput } from './policy-options.ts';
import { each, parseUrl, words } from './values.ts';

/** The extensions that can be given for certificates and authorities alike. */
export interface ExtensionInput {
  readonly keyUsage?: readonly string[];
  readonly keyUsageCritical?: boolean;
  readonly extendedKeyUsage?: readonly string[];
  readonly extendedKeyUsageCritical?: boolean;
  readonly subjectAlternativeName?: readonly GeneralName[];
  readonly subjectAlternativeNameCritical?: boolean;
  readonly ocspResponder?: readonly GeneralName[];
  readonly caIssuer?: readonly GeneralName[];
  readonly policies?: readonly PolicyInput[];
  readonly certificatePoliciesCritical?: boolean;
  readonly crlFullName?: readonly GeneralName[];
  readonly crlDistributionPointsCritical?: boolean;
  readonly issuerAlternativeName?: readonly GeneralName[];
  readonly tlsFeature?: readonly string[];
  readonly tlsFeatureCritical?: boolean;
}

/** The options of {@link ExtensionInput}. */
export const extensionOptions: OptionGroup<ExtensionInput> = {
  title: 'Extensions:',
  options: [
    {
      key: 'subjectAlternativeName',
      flags: '--subject-alternative-name, --name <name>',
      help: 'A name it is for: host, IP address, e-mail address or URI, or forced by DNS: IP: email: URI: RID: dirName: otherName:; repeatable.',
      parse: each(parseGeneralName),
    },
    {
      key: 'subjectAlternativeName',
      flags: '--alt <name>',
      help: 'Same as --name.',
      hidden: true,
      parse: each(parseGeneralName),
    },
    {
      key: 'subjectAlternativeNameCritical',
      flags: '--subject-alternative-name-critical',
      help: 'Mark these names as critical.',
    },
    {
      key: 'keyUsage',
      flags: '--key-usage <names...>',
      help: 'What the key may do, for instance digitalSignature keyEncipherment.',
      parse: words,
    },
    {
      key: 'keyUsageCritical',
      flags: '--key-usage-non-critical',
      help: 'Mark the key usage as not critical.',
      preset: false,
    },
    {
      key: 'extendedKeyUsage',
      flags: '--extended-key-usage <names...>',
      help: 'What the certificate is for, by name (serverAuth clientAuth) or OID.',
      parse: words,
    },
    {
      key: 'extendedKeyUsageCritical',
      flags: '--extended-key-usage-critical',
      help: 'Mark the extended key usage as critical.',
    },
    {
      key: 'ocspResponder',
      flags: '--ocsp-responder <url>',
      help: "Address of the issuer's OCSP responder; repeatable.",
      parse: each(parseUrl),
    },
    {
      key: 'caIssuer',
      flags: '--ca-issuer <url>',
      help: "Address of the issuer's certificate; repeatable.",
      parse: each(parseUrl),
    },
    {
      key: 'crlFullName',
      flags: '--crl-full-name <name>',
      help: "Address of the issuer's CRL; repeatable.",
      parse: each(parseGeneralName),
    },
    {
      key: 'crlDistributionPointsCritical',
      flags: '--crl-distribution-points-critical',
      help: 'Mark the address of the CRL as critical.',
    },
    ...policyFlags('').map((flag) => ({ key: 'policies' as const, ...flag })),
    {
      key: 'certificatePoliciesCritical',
      flags: '--certificate-policies-critical',
      help: 'Mark the policies as critical.',
    },
    {
      key: 'issuerAlternativeName',
      flags: '--issuer-alternative-name <name>',
      help: 'Another name of the issuer; repeatable.',
      parse: each(parseGeneralName),
    },
    {
      key: 'tlsFeature',
      flags: '--tls-feature <names...>',
      help: 'status_request (OCSPMustStaple) or status_request_v2.',
      parse: words,
    },
    {
      key: 'tlsFeatureCritical',
      flags: '--tls-feature-critical',
      help: 'Mark the TLS feature as critical.',
    },
  ],
};

/**
 * The extensions named on the line, key usage first.
 *
 * @throws CaError `bad_extension`.
 */
export function requestedExtensions(input: ExtensionInput): readonly Extension[] {
  const critical = input.crlDistributionPointsCritical;
  const given = [
    input.keyUsage && makeExtension('key_usage', input.keyUsage, input.keyUsageCritical),
    input.extendedKeyUsage &&
      makeExtension('extended_key_usage', input.extendedKeyUsage, input.extendedKeyUsageCritical),
    input.subjectAlternativeName &&
      makeExtension(
        'subject_alternative_name',
        input.subjectAlternativeName,
        input.subjectAlternativeNameCritical,
      ),
    accessExtension(input.ocspResponder, input.caIssuer),
    crlExtension(input.crlFullName, critical),
    policyExtension(input.policies, input.certificatePoliciesCritical),
    issuerNameExtension(input.issuerAlternativeName),
    input.tlsFeature && makeExtension('tls_feature', input.tlsFeature, input.tlsFeatureCritical),
  ];
  return given.filter((extension) => extension !== undefined);
}
