import { second } from '#base';
import type { CertificateOrder } from '#certificates';
import type { RestRooms } from './rooms.ts';
import type { WaitQuery } from './schemas/sign.ts';

/**
 * The order once it is issued or failed, or as it stands when the time to wait is over or the server closes. Without a
 * time to wait it stays as it is: pending.
 */
export async function settle(
  { certificates }: Pick<RestRooms, 'certificates'>,
  order: CertificateOrder,
  { query, closing }: { readonly query: WaitQuery; readonly closing: AbortSignal },
): Promise<CertificateOrder> {
  let current = order;
  for (let left = query.wait; left > 0; left--) {
    if (current.status !== 'pending' || closing.aborted) break;
    current = await certificates.waitForOrder(current, second);
  }
  return current;
}
