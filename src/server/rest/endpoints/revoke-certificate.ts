import { CaError } from '#base';
import { presentCertificate } from '../answers/certificate.ts';
import { getAuthority, isCurrent } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint, EndpointSpec } from '../endpoint.ts';
import { certificateModel } from '../schemas/certificate-model.ts';
import { revokeSchema } from '../schemas/revoke.ts';
import type { RevokeRequest } from '../schemas/revoke.ts';

const spec: EndpointSpec<undefined, RevokeRequest> = {
  id: 'revoke_certificate',
  method: 'POST',
  path: 'ca/{serial}/certs/{certificate_serial}/revoke/',
  permission: 'certificate.revoke',
  tag: 'Certificates',
  summary: 'Revoke a certificate',
  body: { place: 'revocation', schema: revokeSchema },
  answer: certificateModel,
  handle: async (rooms, { at, body: { reason, compromised }, user }) => {
    const authority = await getAuthority(rooms, at.serial);
    const found = await rooms.certificates.get({ authority, serial: at.certificate_serial });
    if (!isCurrent(found, rooms.clock.now()))
      throw new CaError('not_found', 'The certificate is not valid now.');
    const actor = user.name;
    return presentCertificate(
      await rooms.certificates.revoke(found, { reason, compromised, actor }),
    );
  },
};

export const revokeCertificate: Endpoint = endpoint(spec);

/** The address of revocation before django-ca 2.3. */
export const revokeCertificateEarlier: Endpoint = endpoint({
  ...spec,
  id: 'revoke_certificate_legacy',
  path: 'ca/{serial}/revoke/{certificate_serial}/',
  summary: 'Revoke a certificate (old address)',
  deprecated: true,
});
