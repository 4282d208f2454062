/**
 * Certwright as a library: a certificate authority in your program. `open` gives every verb that the server and the
 * command line have; records are frozen data, verbs live on rooms.
 *
 * @example
 * import { files, name, open } from 'certwright';
 *
 * await using ca = await open({ database: 'ca.db', keys: { default: files({ directory: 'keys' }) } });
 * const root = await ca.authorities.create({ name: 'root', subject: name('CN=ca.example.com') });
 * const certificate = await ca.certificates.issue(root, { csr, subject: name('CN=example.com'), profile: 'server' });
 */
export { open } from '#library';
export type { Ca, CaEvents, CaGates } from '#library';
export type { AppOptions as OpenOptions } from '#app';
export type { AcmePolicy, AcmeProblem, ChallengeType, Identifier } from '#acme';
export type {
  AcceptOptions,
  Authority,
  AuthorityCertificate,
  AuthorityChanges,
  AuthorityRef,
  BundleFormat,
  CertificateKind,
  ChainLink,
  CreateAuthority,
  CrossSign,
  ExportAuthority,
  ImportAuthority,
  NewAuthority,
  Reason,
  RekeyAuthority,
  RenewAuthority,
  RequestedAuthority,
  Revocation,
  RevokeAuthority,
  SignExtensions,
} from '#authorities';
export { CaError, errorCodes, fixedClock, isCaError, Secret, systemClock } from '#base';
export type { Clock, ErrorCode, FixedClock, Problem } from '#base';
export type {
  CertificateOrder,
  CertificatePage,
  CertificateQuery,
  CertificateRef,
  ExportOptions,
  IssuedCertificate,
  IssuedWithKey,
  IssueRequest,
  IssueWithKey,
  ListFilter,
  ListQuery,
  PagesQuery,
  ReleaseOptions,
  ResignOptions,
  RevokeOptions,
} from '#certificates';
export type { Settings } from '#config';
export type { CrlAlarm, CrlName, CrlPolicy, CrlScope, PublishedCrl } from '#crl';
export { database, files, pkcs11, secretFile } from '#keys';
export type {
  DatabaseKeysOptions,
  KeyBackend,
  KeyBackendPlace,
  KeyBackendSource,
  KeyRef,
  Pkcs11Options,
  SecretSource,
  Unlock,
} from '#keys';
export type { OcspPolicy } from '#ocsp';
export type { Profile, ProfileSettings } from '#profiles';
export type { PublishSettings } from '#status';
export type { Permission, User } from '#users';
export { formatGeneralName, formatName, name, parseGeneralName } from '#x509';
export type {
  Certificate,
  Extension,
  GeneralName,
  HashName,
  KeySpec,
  Name,
  SignatureAlgorithm,
} from '#x509';
