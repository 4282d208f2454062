import type { DistributionPoint } from '#x509';
import { findMalformedLocation } from './well-formed-name.ts';

/** What is wrong with the first faulty distribution point (RFC 5280 §4.2.1.13); undefined when nothing is. */
export function findFaultyPoint(points: readonly DistributionPoint[]): string | undefined {
  for (const point of points) {
    const fault = findFault(point);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findFault({
  full_name,
  relative_name,
  crl_issuer,
}: DistributionPoint): string | undefined {
  if (!full_name && !relative_name && !crl_issuer)
    return 'A distribution point has neither a name nor an issuer';
  if (relative_name && crl_issuer && crl_issuer.length > 1)
    return 'A relative name of a distribution point stands beside several issuers';
  const wrong = findMalformedLocation(full_name ?? []);
  return wrong && `The name ${wrong} of a distribution point is not well-formed`;
}
