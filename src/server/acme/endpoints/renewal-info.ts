import { instant } from '../objects.ts';
import { retryAfterSeconds } from '../problem.ts';
import type { Routes } from '../routes.ts';
import type { Answer, Call } from '../wire.ts';

/** When a certificate is best renewed (RFC 9773 §4): for anybody who knows its id, by GET. */
export function serveRenewalInfo(routes: Routes): void {
  routes.open('renewal-info/:id', tell);
  routes.open('renewal-info/:id/', tell);
}

async function tell({ wire, authority, params }: Call): Promise<Answer> {
  const info = await wire.acme.renewalInfo(authority, params['id'] ?? '');
  const { start, end, explanationUrl, retryAfterMs } = info;
  const seconds = retryAfterSeconds(retryAfterMs);
  return {
    headers: { 'retry-after': seconds, 'cache-control': `max-age=${seconds}` },
    body: {
      suggestedWindow: { start: instant(start), end: instant(end) },
      ...(explanationUrl !== null && { explanationURL: explanationUrl }),
    },
  };
}
