/**
 * The table of all kinds of extensions: what is exported here is read, written, checked and shown everywhere. A new
 * kind is one file of the same shape and one line here.
 */
export { acmeIdentifier } from './acme-identifier.ts';
export { admissions } from './admissions.ts';
export { authorityInformationAccess } from './authority-information-access.ts';
export { authorityKeyIdentifier } from './authority-key-identifier.ts';
export { basicConstraints } from './basic-constraints.ts';
export { certificateIssuer } from './certificate-issuer.ts';
export { certificatePolicies } from './certificate-policies.ts';
export { crlDistributionPoints } from './crl-distribution-points.ts';
export { crlNumber } from './crl-number.ts';
export { crlReason } from './crl-reason.ts';
export { deltaCrlIndicator } from './delta-crl-indicator.ts';
export { extendedKeyUsage } from './extended-key-usage.ts';
export { freshestCrl } from './freshest-crl.ts';
export { inhibitAnyPolicy } from './inhibit-any-policy.ts';
export { invalidityDate } from './invalidity-date.ts';
export { issuerAlternativeName } from './issuer-alternative-name.ts';
export { issuingDistributionPoint } from './issuing-distribution-point.ts';
export { keyUsage } from './key-usage.ts';
export { msCertificateTemplate } from './ms-certificate-template.ts';
export { msNtdsSecurity } from './ms-ntds-security.ts';
export { nameConstraints } from './name-constraints.ts';
export { noRevAvail } from './no-rev-avail.ts';
export { ocspNoCheck } from './ocsp-no-check.ts';
export { policyConstraints } from './policy-constraints.ts';
export { policyMappings } from './policy-mappings.ts';
export { precertPoison } from './precert-poison.ts';
export { precertificateSignedCertificateTimestamps } from './precertificate-signed-certificate-timestamps.ts';
export { privateKeyUsagePeriod } from './private-key-usage-period.ts';
export { qcStatements } from './qc-statements.ts';
export { relatedCertificate } from './related-certificate.ts';
export { signedCertificateTimestamps } from './signed-certificate-timestamps.ts';
export { subjectAlternativeName } from './subject-alternative-name.ts';
export { subjectInformationAccess } from './subject-information-access.ts';
export { subjectKeyIdentifier } from './subject-key-identifier.ts';
export { tlsFeature } from './tls-feature.ts';
