import type { CertificateOrder } from '#certificates';
import { formatMoment } from './moment.ts';

/** The JSON of an order; `error` says why it failed, and is ours alone. */
export function presentOrder(order: CertificateOrder): Record<string, unknown> {
  return {
    serial: order.serial,
    created: formatMoment(order.created),
    updated: formatMoment(order.updated),
    slug: order.slug,
    status: order.status,
    user: order.username,
    error: order.error && { code: order.error.code, detail: order.error.detail },
  };
}
