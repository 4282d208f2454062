import { presentOrder } from '../answers/order.ts';
import { getAuthority } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { orderModel } from '../schemas/order-model.ts';
import { resignSchema } from '../schemas/resign.ts';
import { waitSchema } from '../schemas/sign.ts';
import { settle } from '../settle.ts';

export const resignCertificate: Endpoint = endpoint({
  id: 'resign_certificate',
  method: 'POST',
  path: 'ca/{serial}/certs/{certificate_serial}/resign/',
  permission: 'certificate.sign',
  tag: 'Certificates',
  summary: 'Order a new certificate like an old one',
  query: waitSchema,
  body: { place: 'data', schema: resignSchema },
  answer: orderModel,
  handle: async (rooms, call) => {
    const { at, body, user } = call;
    const authority = await getAuthority(rooms, at.serial);
    const old = await rooms.certificates.get({ authority, serial: at.certificate_serial });
    rooms.authorities.requireUsable(authority);
    const order = await rooms.certificates.orderAgain(authority, old, {
      notAfter: body.not_after ?? undefined,
      unlock: body.key_backend_options,
      user,
    });
    return presentOrder(await settle(rooms, order, call));
  },
});
