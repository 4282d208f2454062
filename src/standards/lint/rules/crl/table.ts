import type { CrlRule } from '../../unsigned-crl.ts';
import { authorityInformationAccess } from './authority-information-access.ts';
import { authorityInformationAccessNotCritical } from './authority-information-access-not-critical.ts';
import { authorityKeyIdentifier } from './authority-key-identifier.ts';
import { authorityKeyIdentifierNotCritical } from './authority-key-identifier-not-critical.ts';
import { deltaCrlIndicator } from './delta-crl-indicator.ts';
import { deltaCrlIndicatorCritical } from './delta-crl-indicator-critical.ts';
import { extensionsKnown } from './extensions-known.ts';
import { freshestCrl } from './freshest-crl.ts';
import { freshestCrlNotCritical } from './freshest-crl-not-critical.ts';
import { issuerAlternativeName } from './issuer-alternative-name.ts';
import { issuerMaySign } from './issuer-may-sign.ts';
import { issuerName } from './issuer-name.ts';
import { issuingDistributionPoint } from './issuing-distribution-point.ts';
import { issuingDistributionPointCritical } from './issuing-distribution-point-critical.ts';
import { listNotEmpty } from './list-not-empty.ts';
import { nextUpdate } from './next-update.ts';
import { number } from './number.ts';
import { numberNotCritical } from './number-not-critical.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';
import { timeEncoding } from './time-encoding.ts';
import { versionTwo } from './version-two.ts';

/** The rules that every CRL meets: RFC 5280 §5.1 and §5.2, and our own limits. */
export const crl: readonly CrlRule[] = [
  versionTwo,
  signatureAlgorithm,
  issuerName,
  issuerMaySign,
  timeEncoding,
  nextUpdate,
  listNotEmpty,
  extensionsKnown,
  authorityKeyIdentifier,
  authorityKeyIdentifierNotCritical,
  issuerAlternativeName,
  number,
  numberNotCritical,
  deltaCrlIndicator,
  deltaCrlIndicatorCritical,
  issuingDistributionPoint,
  issuingDistributionPointCritical,
  freshestCrl,
  freshestCrlNotCritical,
  authorityInformationAccess,
  authorityInformationAccessNotCritical,
];
