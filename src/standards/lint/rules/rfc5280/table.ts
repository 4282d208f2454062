import type { CertificateRule } from '../../certificate-rule.ts';
import { accessLocations } from './access-locations.ts';
import { anyPolicyQualifiers } from './any-policy-qualifiers.ts';
import { authorityInformationAccessNotCritical } from './authority-information-access-not-critical.ts';
import { authorityKeyIdentifier } from './authority-key-identifier.ts';
import { authorityKeyIdentifierNotCritical } from './authority-key-identifier-not-critical.ts';
import { authorityKeyIdentifierPair } from './authority-key-identifier-pair.ts';
import { authorityKeyUsage } from './authority-key-usage.ts';
import { authorityNamed } from './authority-named.ts';
import { basicConstraintsCritical } from './basic-constraints-critical.ts';
import { certificatePoliciesUnique } from './certificate-policies-unique.ts';
import { crlDistributionPoints } from './crl-distribution-points.ts';
import { extendedKeyUsageConsistent } from './extended-key-usage-consistent.ts';
import { extendedKeyUsageUnique } from './extended-key-usage-unique.ts';
import { freshestCrl } from './freshest-crl.ts';
import { freshestCrlNotCritical } from './freshest-crl-not-critical.ts';
import { inhibitAnyPolicyCritical } from './inhibit-any-policy-critical.ts';
import { issuerAlternativeName } from './issuer-alternative-name.ts';
import { issuerMaySign } from './issuer-may-sign.ts';
import { issuerNameChains } from './issuer-name-chains.ts';
import { issuerNamed } from './issuer-named.ts';
import { keyCertSign } from './key-cert-sign.ts';
import { keyUsageAgreement } from './key-usage-agreement.ts';
import { keyUsageNotEmpty } from './key-usage-not-empty.ts';
import { nameConstraintsBases } from './name-constraints-bases.ts';
import { nameConstraintsCritical } from './name-constraints-critical.ts';
import { nameConstraintsOnlyAuthorities } from './name-constraints-only-authorities.ts';
import { noRevAvail } from './no-rev-avail.ts';
import { noRevAvailNotCritical } from './no-rev-avail-not-critical.ts';
import { pathLength } from './path-length.ts';
import { pathLengthLeft } from './path-length-left.ts';
import { policyConstraintsCritical } from './policy-constraints-critical.ts';
import { policyLimitsOnlyAuthorities } from './policy-limits-only-authorities.ts';
import { policyNoticeLength } from './policy-notice-length.ts';
import { precertPoisonAlone } from './precert-poison-alone.ts';
import { precertPoisonCritical } from './precert-poison-critical.ts';
import { privateKeyUsagePeriod } from './private-key-usage-period.ts';
import { privateKeyUsagePeriodNotCritical } from './private-key-usage-period-not-critical.ts';
import { serialNumber } from './serial-number.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';
import { subjectAlphabet } from './subject-alphabet.ts';
import { subjectAlternativeName } from './subject-alternative-name.ts';
import { subjectAlternativeNameUnique } from './subject-alternative-name-unique.ts';
import { subjectCountry } from './subject-country.ts';
import { subjectInformationAccessNotCritical } from './subject-information-access-not-critical.ts';
import { subjectKeyIdentifier } from './subject-key-identifier.ts';
import { subjectKeyIdentifierNotCritical } from './subject-key-identifier-not-critical.ts';
import { subjectLengths } from './subject-lengths.ts';
import { subjectOrCriticalSan } from './subject-or-critical-san.ts';
import { subjectPublicKey } from './subject-public-key.ts';
import { subjectStringTypes } from './subject-string-types.ts';
import { timeEncoding } from './time-encoding.ts';
import { tlsFeature } from './tls-feature.ts';
import { uniqueIdentifiersAbsent } from './unique-identifiers-absent.ts';
import { validityInOrder } from './validity-in-order.ts';
import { validityWithinIssuer } from './validity-within-issuer.ts';
import { versionThree } from './version-three.ts';
import { withinNameConstraints } from './within-name-constraints.ts';

/**
 * The rules that every certificate meets, whoever asks for it: RFC 5280, its neighbours, and our own limits. In the
 * order in which a certificate is read.
 */
export const rfc5280: readonly CertificateRule[] = [
  versionThree,
  serialNumber,
  signatureAlgorithm,
  issuerNamed,
  issuerNameChains,
  issuerMaySign,
  validityInOrder,
  validityWithinIssuer,
  timeEncoding,
  authorityNamed,
  subjectOrCriticalSan,
  subjectLengths,
  subjectStringTypes,
  subjectAlphabet,
  subjectCountry,
  subjectPublicKey,
  uniqueIdentifiersAbsent,
  authorityKeyIdentifier,
  authorityKeyIdentifierPair,
  authorityKeyIdentifierNotCritical,
  subjectKeyIdentifier,
  subjectKeyIdentifierNotCritical,
  keyUsageNotEmpty,
  keyCertSign,
  keyUsageAgreement,
  authorityKeyUsage,
  certificatePoliciesUnique,
  anyPolicyQualifiers,
  policyNoticeLength,
  subjectAlternativeName,
  subjectAlternativeNameUnique,
  issuerAlternativeName,
  basicConstraintsCritical,
  pathLength,
  pathLengthLeft,
  nameConstraintsCritical,
  nameConstraintsOnlyAuthorities,
  nameConstraintsBases,
  withinNameConstraints,
  policyConstraintsCritical,
  inhibitAnyPolicyCritical,
  policyLimitsOnlyAuthorities,
  extendedKeyUsageUnique,
  extendedKeyUsageConsistent,
  crlDistributionPoints,
  freshestCrl,
  freshestCrlNotCritical,
  authorityInformationAccessNotCritical,
  subjectInformationAccessNotCritical,
  accessLocations,
  privateKeyUsagePeriod,
  privateKeyUsagePeriodNotCritical,
  tlsFeature,
  precertPoisonCritical,
  precertPoisonAlone,
  noRevAvail,
  noRevAvailNotCritical,
];
