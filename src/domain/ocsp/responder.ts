import { day } from '#base';
import type { KeyRef } from '#keys';
import type { Certificate } from '#x509';

/** A key that may answer for an authority, and the certificate that says so. */
export interface Responder {
  readonly keyBackend: string;
  readonly keyRef: KeyRef;
  readonly certificate: Certificate;
}

const longestMarginMs = day;

/** How long before its end a responder is replaced: a day, or a third of its life where that is less. */
export function renewalMarginMs({ notBeforeMs, notAfterMs }: Validity): number {
  return Math.min(longestMarginMs, (notAfterMs - notBeforeMs) / 3);
}

type Validity = Pick<Certificate, 'notBeforeMs' | 'notAfterMs'>;
