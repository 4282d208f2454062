/**
 * Why a certificate was revoked (RFC 5280 §5.3.1), everything known about each reason: its name in JSON output, its
 * name in the RFC, its number as CRLReason, its bit as ReasonFlag (§4.2.1.13), null where there is none.
 */
export const revocationReasons = [
  { name: 'unspecified', rfcName: 'unspecified', code: 0, flag: null },
  { name: 'key_compromise', rfcName: 'keyCompromise', code: 1, flag: 1 },
  { name: 'ca_compromise', rfcName: 'cACompromise', code: 2, flag: 2 },
  { name: 'affiliation_changed', rfcName: 'affiliationChanged', code: 3, flag: 3 },
  { name: 'superseded', rfcName: 'superseded', code: 4, flag: 4 },
  { name: 'cessation_of_operation', rfcName: 'cessationOfOperation', code: 5, flag: 5 },
  { name: 'certificate_hold', rfcName: 'certificateHold', code: 6, flag: 6 },
  { name: 'remove_from_crl', rfcName: 'removeFromCRL', code: 8, flag: null },
  { name: 'privilege_withdrawn', rfcName: 'privilegeWithdrawn', code: 9, flag: 7 },
  { name: 'aa_compromise', rfcName: 'aACompromise', code: 10, flag: 8 },
] as const;

/** One row of {@link revocationReasons}. */
export type RevocationReason = (typeof revocationReasons)[number];

/** A reason as JSON output spells it, for instance `key_compromise`. */
export type ReasonName = RevocationReason['name'];

/** A reason as the RFC spells it, for instance `keyCompromise`. */
export type ReasonRfcName = RevocationReason['rfcName'];

/** A reason that has a bit in ReasonFlags. */
export type ReasonFlag = Exclude<ReasonName, 'unspecified' | 'remove_from_crl'>;

/** The reason with this CRLReason number; undefined for numbers without one, 7 included. */
export function findReasonByCode(code: number): RevocationReason | undefined {
  return revocationReasons.find((reason) => reason.code === code);
}

/** The reason with this name, in either spelling. */
export function findReason(name: string): RevocationReason | undefined {
  return revocationReasons.find((reason) => reason.name === name || reason.rfcName === name);
}
