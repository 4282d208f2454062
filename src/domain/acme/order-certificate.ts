import type { IssuedCertificate } from '#certificates';
import { bookedAs } from './book-issue.ts';
import type { Context } from './context.ts';
import type { OrderRow } from './tables.ts';

type Rooms = Pick<Context, 'certificates' | 'store'>;

/**
 * The certificate that an order has led to. It goes by the name it was asked for with: a database that has lost rows, as by
 * a failover, gives their ids out anew.
 */
export function findCertificateOf(
  { certificates }: Pick<Rooms, 'certificates'>,
  order: Pick<OrderRow, 'slug'>,
): Promise<IssuedCertificate | undefined> {
  return certificates.find({ requestId: bookedAs(order) });
}

/** The order that has led to a certificate. */
export async function findOrderOf(
  { certificates, store }: Rooms,
  { id, serial }: Pick<IssuedCertificate, 'id' | 'serial'>,
): Promise<OrderRow | undefined> {
  const order = await store.orders.find({ certificateId: id });
  const own = order && (await findCertificateOf({ certificates }, order));
  return own?.serial === serial ? order : undefined;
}
