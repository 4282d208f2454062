import type { Endpoint } from './endpoint.ts';
import { listAuthorities } from './endpoints/list-authorities.ts';
import { listCertificates } from './endpoints/list-certificates.ts';
import { listProfiles } from './endpoints/list-profiles.ts';
import { resignCertificate } from './endpoints/resign-certificate.ts';
import { revokeCertificate, revokeCertificateEarlier } from './endpoints/revoke-certificate.ts';
import { signCertificate } from './endpoints/sign-certificate.ts';
import { updateAuthority } from './endpoints/update-authority.ts';
import { viewAuthority } from './endpoints/view-authority.ts';
import { viewCertificate } from './endpoints/view-certificate.ts';
import { viewOrder } from './endpoints/view-order.ts';
import { viewProfile } from './endpoints/view-profile.ts';

/** All endpoints, in the order of the documentation. */
export const endpoints: readonly Endpoint[] = [
  listProfiles,
  viewProfile,
  listAuthorities,
  viewAuthority,
  updateAuthority,
  signCertificate,
  viewOrder,
  listCertificates,
  viewCertificate,
  resignCertificate,
  revokeCertificate,
  revokeCertificateEarlier,
];
