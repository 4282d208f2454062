import { parseGeneralName } from '#x509';
import type { GeneralName } from '#x509';
import type { SignExtensions } from '#authorities';
import type { OptionGroup } from '../command.ts';
import {
  accessExtension,
  crlExtension,
  issuerNameExtension,
  policyExtension,
} from './make-extension.ts';
import { policyFlags, type PolicyInput } from './policy-options.ts';
import { each, parseUrl } from './values.ts';

/** What an authority is to put into the certificates it signs. */
export interface SignInput {
  readonly signOcspResponder?: readonly GeneralName[];
  readonly signCaIssuer?: readonly GeneralName[];
  readonly signPolicies?: readonly PolicyInput[];
  readonly signCertificatePoliciesCritical?: boolean;
  readonly signCrlFullName?: readonly GeneralName[];
  readonly signCrlDistributionPointsCritical?: boolean;
  readonly signIssuerAlternativeName?: readonly GeneralName[];
}

/** The `--sign-…` options. */
export const signOptions: OptionGroup<SignInput> = {
  title: 'In the certificates it signs:',
  options: [
    {
      key: 'signOcspResponder',
      flags: '--sign-ocsp-responder <url>',
      help: 'Address of the OCSP responder; repeatable.',
      parse: each(parseUrl),
    },
    {
      key: 'signCaIssuer',
      flags: '--sign-ca-issuer <url>',
      help: "Address of the authority's certificate; repeatable.",
      parse: each(parseUrl),
    },
    ...policyFlags('sign-').map((flag) => ({ key: 'signPolicies' as const, ...flag })),
    {
      key: 'signCertificatePoliciesCritical',
      flags: '--sign-certificate-policies-critical',
      help: 'Mark these policies as critical.',
    },
    {
      key: 'signCrlFullName',
      flags: '--sign-crl-full-name <name>',
      help: 'Address of the CRL; repeatable.',
      parse: each(parseGeneralName),
    },
    {
      key: 'signCrlDistributionPointsCritical',
      flags: '--sign-crl-distribution-points-critical',
      help: 'Mark the address of the CRL as critical.',
    },
    {
      key: 'signIssuerAlternativeName',
      flags: '--sign-issuer-alternative-name <name>',
      help: 'Another name of the issuer; repeatable.',
      parse: each(parseGeneralName),
    },
  ],
};

/**
 * The extensions named on the line, each whole; types that were not named are absent, so that they stay as they are.
 *
 * @throws CaError `bad_extension`.
 */
export function signExtensions(input: SignInput): Partial<SignExtensions> {
  const given: Partial<
    Record<keyof SignExtensions, SignExtensions[keyof SignExtensions] | undefined>
  > = {
    authorityInformationAccess: accessExtension(input.signOcspResponder, input.signCaIssuer),
    certificatePolicies: policyExtension(input.signPolicies, input.signCertificatePoliciesCritical),
    crlDistributionPoints: crlExtension(
      input.signCrlFullName,
      input.signCrlDistributionPointsCritical,
    ),
    issuerAlternativeName: issuerNameExtension(input.signIssuerAlternativeName),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
