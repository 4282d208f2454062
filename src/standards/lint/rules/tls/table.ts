import type { CertificateRule } from '../../certificate-rule.ts';
import { authorityInformationAccess } from './authority-information-access.ts';
import { certificatePolicies } from './certificate-policies.ts';
import { cnListed } from './cn-listed.ts';
import { criticality } from './criticality.ts';
import { crlDistributionPoints } from './crl-distribution-points.ts';
import { extendedKeyUsage } from './extended-key-usage.ts';
import { hostNames } from './host-names.ts';
import { internalNames } from './internal-names.ts';
import { keyUsage } from './key-usage.ts';
import { notAnAuthority } from './not-an-authority.ts';
import { revocationInformation } from './revocation-information.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';
import { subjectAlternativeName } from './subject-alternative-name.ts';
import { subjectAttributes } from './subject-attributes.ts';
import { subjectPublicKey } from './subject-public-key.ts';
import { validity } from './validity.ts';
import { wildcards } from './wildcards.ts';

/**
 * The rules that certificates of public TLS servers meet besides: after the CA/Browser Forum's Baseline Requirements
 * (BR), version 2.2.6. Only for profiles that ask; a private network has good reasons to break most of them.
 */
export const tls: readonly CertificateRule[] = [
  signatureAlgorithm,
  validity,
  subjectAttributes,
  cnListed,
  subjectPublicKey,
  notAnAuthority,
  keyUsage,
  extendedKeyUsage,
  certificatePolicies,
  subjectAlternativeName,
  hostNames,
  wildcards,
  internalNames,
  authorityInformationAccess,
  crlDistributionPoints,
  revocationInformation,
  criticality,
];
