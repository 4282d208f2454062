import { presentOrder } from '../answers/order.ts';
import { getAuthority } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { orderModel } from '../schemas/order-model.ts';

export const viewOrder: Endpoint = endpoint({
  id: 'get_certificate_order',
  method: 'GET',
  path: 'ca/{serial}/orders/{slug}/',
  permission: 'certificate.sign',
  tag: 'Certificates',
  summary: 'View an order of your own',
  answer: orderModel,
  handle: async (rooms, { at, user }) => {
    const authority = await getAuthority(rooms, at.serial, { disabled: true, expired: true });
    return presentOrder(
      await rooms.certificates.getOrder({ authority, slug: at.slug, userId: user.id }),
    );
  },
});
