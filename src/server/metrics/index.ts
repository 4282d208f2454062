/**
 * What a running server tells those who watch it, in the format of Prometheus: how requests went, what was issued and
 * revoked, until when status lists may be believed, how long revocations took to be seen. Knows what is counted and under
 * which name; knows no address and holds nothing that names a subject.
 *
 * No tables; listens to `certificate.issued` and `certificate.revoked`.
 */
export { createMetrics } from './metrics.ts';
export type { Metrics, MetricsParts } from './metrics.ts';
