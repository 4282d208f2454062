import type { CertificateRule } from '../rule.ts';
import { authorityKeyIdentifier } from './authority-key-identifier.ts';
import { basicConstraints } from './basic-constraints.ts';
import { issuerMaySign } from './issuer-may-sign.ts';
import { issuerNameChains } from './issuer-name-chains.ts';
import { issuerNamed } from './issuer-named.ts';
import { keyUsage } from './key-usage.ts';
import { serialNumber } from './serial-number.ts';
import { subjectKeyIdentifier } from './subject-key-identifier.ts';
import { subjectOrCriticalSan } from './subject-or-critical-san.ts';
import { validityInOrder } from './validity-in-order.ts';
import { validityWithinIssuer } from './validity-within-issuer.ts';
import { versionThree } from './version-three.ts';

/** The rules that every certificate meets, whoever asks for it: RFC 5280 and our own limits. */
export const rfc5280: readonly CertificateRule[] = [
  versionThree,
  serialNumber,
  issuerNamed,
  issuerNameChains,
  issuerMaySign,
  validityInOrder,
  validityWithinIssuer,
  subjectOrCriticalSan,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  keyUsage,
  basicConstraints,
];
