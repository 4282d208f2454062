import { second } from '#base';
import type { Authorities } from '#authorities';
import type { Crl } from '#crl';
import type { Events } from '#events';
import type { Ocsp } from '#ocsp';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Whom the numbers come from. */
export interface MetricsParts {
  readonly authorities: Pick<Authorities, 'list'>;
  readonly crl: Pick<Crl, 'list'>;
  readonly ocsp: Pick<Ocsp, 'visibility'>;
  readonly events: Pick<Events, 'on'>;
}

/** The numbers of one process. */
export interface Metrics {
  /** The media type of {@link Metrics.text}. */
  readonly contentType: string;
  /** All numbers as they stand now. */
  text(): Promise<string>;
  /** Notes one request that was answered, and how long that took, in milliseconds. */
  answered(request: { readonly method: string; readonly status: number }, tookMs: number): void;
}

/** From half a millisecond, for an answer that is stored, to the half minute that a request may wait for its order. */
const buckets = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Begins to count. Names and units are those of Prometheus: seconds, octets, `_total` for what only rises. */
export function createMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'certwright_http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['method', 'status'],
    buckets,
    registers: [registry],
  });
  countFacts(registry, parts);
  const readLists = listGauges(registry, parts);
  watchAnswers(registry, parts);
  return Object.freeze<Metrics>({
    contentType: registry.contentType,
    text: async () => {
      await readLists();
      return registry.metrics();
    },
    answered: ({ method, status }, tookMs) => requests.observe({ method, status }, tookMs / second),
  });
}

function countFacts(registry: Registry, { events }: MetricsParts): void {
  for (const act of ['issued', 'revoked'] as const) {
    const counter = new Counter({
      name: `certwright_certificates_${act}_total`,
      help: `Certificates ${act} by this process.`,
      registers: [registry],
    });
    events.on(`certificate.${act}`, () => counter.inc());
  }
}

/** Read from the database when somebody asks: the same numbers from every process. */
function listGauges(registry: Registry, { authorities, crl }: MetricsParts): () => Promise<void> {
  const of = (name: string, help: string): Gauge<'authority' | 'list'> =>
    new Gauge({ name, help, labelNames: ['authority', 'list'], registers: [registry] });
  const entries = of('certwright_crl_entries', 'Certificates that a revocation list names.');
  const octets = of('certwright_crl_size_bytes', 'Size of a revocation list.');
  const visible = of(
    'certwright_crl_revocation_visible_seconds',
    'Longest time from a revocation to the list that was the first to show it.',
  );
  const nextUpdate = of(
    'certwright_crl_next_update_timestamp_seconds',
    'Until when a revocation list may be believed.',
  );
  return async () => {
    const serials = new Map((await authorities.list()).map(({ id, serial }) => [id, serial]));
    const lists = await crl.list();
    for (const gauge of [entries, octets, visible, nextUpdate]) gauge.reset();
    for (const list of lists) {
      const labels = { authority: serials.get(list.authorityId) ?? '', list: list.name };
      entries.set(labels, list.entries);
      octets.set(labels, list.sizeBytes);
      nextUpdate.set(labels, list.nextUpdate.getTime() / second);
      if (list.visibleMs !== null) visible.set(labels, list.visibleMs / second);
    }
  };
}

function watchAnswers(registry: Registry, { ocsp }: MetricsParts): void {
  const gauge = new Gauge({
    name: 'certwright_ocsp_revocation_visible_seconds',
    help: 'Time from a revocation to the OCSP answer that shows it: the last one and the longest, in this process.',
    labelNames: ['of'],
    registers: [registry],
    collect: () => {
      const { lastMs, longestMs } = ocsp.visibility();
      gauge.set({ of: 'last' }, lastMs / second);
      gauge.set({ of: 'longest' }, longestMs / second);
    },
  });
}
