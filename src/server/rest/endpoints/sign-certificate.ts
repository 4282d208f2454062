import { presentOrder } from '../answers/order.ts';
import { getAuthority } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { orderModel } from '../schemas/order-model.ts';
import { signSchema, waitSchema } from '../schemas/sign.ts';
import { toIssueRequest } from '../sign-request.ts';
import { settle } from '../settle.ts';

export const signCertificate: Endpoint = endpoint({
  id: 'sign_certificate',
  method: 'POST',
  path: 'ca/{serial}/sign/',
  permission: 'certificate.sign',
  tag: 'Certificates',
  summary: 'Order a certificate',
  query: waitSchema,
  body: { place: 'data', schema: signSchema },
  answer: orderModel,
  handle: async (rooms, call) => {
    const request = toIssueRequest(rooms, call.body, call.user);
    const authority = await getAuthority(rooms, call.at.serial);
    rooms.authorities.requireUsable(authority);
    const order = await rooms.certificates.order(authority, request, {
      id: call.user.id,
      name: call.user.name,
      waits: call.query.wait > 0,
    });
    return presentOrder(await settle(rooms, order, call));
  },
});
