/**
 * Everything X.509: names and general names, extensions, algorithms and keys, certificates, requests, CRLs, OCSP
 * messages, PKCS #7, #8 and #12, each from bytes to a value and back; and whether certificates lead to a trust anchor:
 * paths built, validated, held against CRLs. Pure: no clock, no disk, no network, no settings.
 * Knows what documents say, not whether they should be signed: a well-formed document is judged by `#lint`, a request
 * by the domain. No tables, no events.
 *
 * RFC 5280 (certificates, CRLs, paths), 9618 (policies of paths), 4158 (path building), 9525 (host names), 2986 (CSR),
 * 6960 and 9654 (OCSP), 4055, 5480, 5758, 8410, 9688, 9881, 9909, 9935 (algorithms), 5652 (PKCS #7), 5958 and 8018
 * (PKCS #8), 7292 and 9579 (PKCS #12).
 */
export { accessMethods } from './access-description.ts';
export type { AccessDescription } from './access-description.ts';
export {
  chooseSignatureAlgorithm,
  findSignatureAlgorithm,
  parseSignatureAlgorithm,
  signatureAlgorithms,
} from './algorithms.ts';
export type { SignatureAlgorithm, SignatureParameters } from './algorithms.ts';
export {
  certificatePem,
  parseCertificate,
  parseCertificateBundle,
  parseCertificateText,
} from './certificate.ts';
export type { Certificate } from './certificate.ts';
export { crlPem, parseCrl, parseCrlText, parseTbsCrl } from './crl.ts';
export type { Crl, ParsedTbsCrl } from './crl.ts';
export { encodeCrlEntries } from './encode-crl-entries.ts';
export type { Revocation } from './encode-crl-entries.ts';
export { CrlEntryWalk, readCrlEntries } from './crl-entry.ts';
export type { CrlEntry } from './crl-entry.ts';
export {
  csrPem,
  encodeCertificationRequestInfo,
  parseCsr,
  parseCsrText,
  verifyCsr,
} from './csr.ts';
export type { CertificationRequestInfo, Csr } from './csr.ts';
export { encodeDigestInfo } from './digest-info.ts';
export type { DistributionPoint } from './distribution-point.ts';
export { parseEmailAddress } from './email-address.ts';
export type { Criticality, ExtensionCodec, ExtensionKind } from './extension-kind.ts';
export {
  anyExtensionSchema,
  configurableExtensionTypes,
  extensionOfTypeSchema,
  extensionSchema,
} from './extension-schema.ts';
export type { WholeNumber } from './extension-value.ts';
export {
  decodeExtensions,
  encodeExtension,
  encodeExtensions,
  extensionKinds,
  extensionOid,
  extensionText,
  findExtension,
  findExtensionKind,
} from './extension.ts';
export type {
  AnyExtensionKind,
  Extension,
  ExtensionNamed,
  ExtensionText,
  ExtensionType,
  KnownExtension,
  UnknownExtension,
} from './extension.ts';
export type { AuthorityKeyIdentifier } from './extensions/authority-key-identifier.ts';
export type { BasicConstraints } from './extensions/basic-constraints.ts';
export type { PolicyInformation, PolicyQualifier } from './extensions/certificate-policies.ts';
export { extendedKeyUsageNames } from './extensions/extended-key-usage.ts';
export type { IssuingDistributionPoint } from './extensions/issuing-distribution-point.ts';
export { keyUsageNames } from './extensions/key-usage.ts';
export type { KeyUsage } from './extensions/key-usage.ts';
export type { NameConstraints } from './extensions/name-constraints.ts';
export { generalNameSchema, subtreeNameSchema } from './general-name-schema.ts';
export { formatGeneralName, parseGeneralName, parseSubtreeName } from './general-name-text.ts';
export {
  decodeGeneralName,
  decodeGeneralNames,
  encodeGeneralName,
  encodeGeneralNames,
} from './general-name.ts';
export type { GeneralName } from './general-name.ts';
export { digest, digestMessage, fingerprint, hashNames } from './hashes.ts';
export type { AnyHashName, HashName } from './hashes.ts';
export { matchesHost } from './host-match.ts';
export { hostNameToUnicode, parseHostName } from './host-name.ts';
export type { HostNameRules } from './host-name.ts';
export { findIpOctets, ipToOctets, octetsToIp } from './ip-address.ts';
export { curves, formatKeySpec, slhDsaSets } from './key-spec.ts';
export type { EcCurve, KeySpec, SlhDsaSet, SubjectKeySpec } from './key-spec.ts';
export {
  attributeTitle,
  attributeTypes,
  defaultNameOrder,
  findAttributeType,
} from './name-attributes.ts';
export type { AttributeType } from './name-attributes.ts';
export { canonicalName, sameName } from './name-comparison.ts';
export { findConstraintBreach } from './name-constraints.ts';
export type { ConstraintBreach, Named } from './name-constraints.ts';
export { nameSchema } from './name-schema.ts';
export { formatName, name } from './name-text.ts';
export { commonName, decodeName, encodeName, mergeNames, nameDer } from './name.ts';
export type { Name, NameAttribute } from './name.ts';
export { encodeCertId, issuerId } from './ocsp-cert-id.ts';
export type { CertId, CertIdHash, IssuerId } from './ocsp-cert-id.ts';
export { encodeOcspRequest, parseOcspRequest } from './ocsp-request.ts';
export type { OcspRequest } from './ocsp-request.ts';
export { parseOcspResponse, parseResponseData } from './ocsp-response-reader.ts';
export type {
  OcspResponse,
  ParsedBasicResponse,
  ParsedResponseData,
  ParsedSingleResponse,
} from './ocsp-response-reader.ts';
export {
  encodeOcspError,
  encodeOcspResponse,
  encodeResponseData,
  ocspStatuses,
} from './ocsp-response.ts';
export type {
  BasicOcspResponse,
  CertStatus,
  OcspStatus,
  ResponseData,
  SingleResponse,
} from './ocsp-response.ts';
export type { OtherNameType, OtherNameValue } from './other-name-kinds.ts';
export { otherNameSchema } from './other-name.ts';
export type { OtherName } from './other-name.ts';
export { buildPaths } from './path-building.ts';
export type { PathQuestion } from './path-building.ts';
export { pathSteps } from './path-fault.ts';
export type { PathStep } from './path-fault.ts';
export type { RevocationRules } from './path-revocation.ts';
export type { CertificationPath, PathPolicies, PathRules } from './path-rules.ts';
export { findPath, validatePath } from './path-validation.ts';
export type { ValidationRules, ValidPath } from './path-validation.ts';
export { parsePkcs12 } from './pkcs12-reader.ts';
export type { ParsedPkcs12 } from './pkcs12-reader.ts';
export { encodePkcs12 } from './pkcs12.ts';
export type { Pkcs12Content, Pkcs12Options } from './pkcs12.ts';
export { encodePkcs7, parsePkcs7, pkcs7Pem } from './pkcs7.ts';
export {
  decryptPkcs8,
  encodePkcs8,
  encryptPkcs8,
  parsePkcs8,
  parsePrivateKeyText,
  privateKeyPem,
} from './pkcs8.ts';
export { generateKey, publicKeyDer } from './private-key.ts';
export { keyIdentifier, parsePublicKey, publicKeyAlgorithmOid } from './public-key.ts';
export type { PublicKeyInfo } from './public-key.ts';
export { findReason, findReasonByCode, revocationReasons } from './revocation-reason.ts';
export type {
  ReasonFlag,
  ReasonName,
  ReasonRfcName,
  RevocationReason,
} from './revocation-reason.ts';
export type { SignedCertificateTimestamp } from './sct-list.ts';
export { createVerifier, signMessage, verifyMessage, verifySignature } from './signature.ts';
export { beginVerification, expectVerification } from './verification.ts';
export type { Verification } from './verification.ts';
export type { Verifier } from './signature.ts';
export { encodeSigned, encodeSignedFrame } from './signed.ts';
export type { Signed } from './signed.ts';
export { encodeTbsCertificate, parseTbsCertificate } from './tbs-certificate.ts';
export type { ParsedTbs, TbsCertificate } from './tbs-certificate.ts';
export { encodeCrlFrame, encodeTbsCrl } from './tbs-crl.ts';
export type { CrlFrame, TbsCrl } from './tbs-crl.ts';
export { parseUri } from './uri.ts';
export { visible } from './visible-text.ts';
export { checkPublicKey } from './weak-keys.ts';
