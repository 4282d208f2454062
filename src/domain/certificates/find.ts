import { CaError } from '#base';
import { findSerial } from '#authorities';
import type { IssuedCertificate } from './certificate.ts';
import type { Context } from './context.ts';
import { toIssued } from './record.ts';
import type { CertificateFilter } from './store.ts';

/** Names one certificate: by id, by the name of its request, or by serial, among those of one authority where given. */
export type CertificateRef =
  | { readonly id: number }
  | { readonly requestId: string }
  | { readonly serial: string; readonly authority?: { readonly id: number } };

/** Which certificates a list shows; see {@link listCertificates}. */
export type ListFilter = Omit<CertificateFilter, 'nowMs' | 'authorityId'> & {
  readonly authority?: { readonly id: number };
};

/** The certificate that `ref` names, or undefined. A serial may be lower case, with colons and leading zeros. */
export async function findCertificate(
  { store }: Context,
  ref: CertificateRef,
): Promise<IssuedCertificate | undefined> {
  if ('id' in ref) {
    const row = await store.find({ id: ref.id });
    return row && toIssued(row);
  }
  if ('requestId' in ref) {
    const row = await store.find({ requestId: ref.requestId });
    return row?.state === 'issued' ? toIssued(row) : undefined;
  }
  const serial = findSerial(ref.serial);
  const row =
    serial === undefined ? undefined : await store.find({ serial, authorityId: ref.authority?.id });
  return row && toIssued(row);
}

/** As {@link findCertificate}; throws `not_found` when there is none. */
export async function getCertificate(
  context: Context,
  ref: CertificateRef,
): Promise<IssuedCertificate> {
  const certificate = await findCertificate(context, ref);
  if (!certificate) throw new CaError('not_found', 'Certificate not found.');
  return certificate;
}

/** Certificates in the order in which they were recorded. Without a filter: all of them. */
export async function listCertificates(
  { store, clock }: Context,
  filter: ListFilter,
): Promise<IssuedCertificate[]> {
  const { authority, ...rest } = filter;
  const rows = await store.list({ ...rest, authorityId: authority?.id, nowMs: clock.now() });
  return rows.map(toIssued);
}

/**
 * The one certificate that a person means by `text`: its serial, its CN, or the beginning of its serial. An exact match
 * wins over a prefix.
 *
 * @throws CaError `not_found`, `bad_request` (several match).
 */
export async function resolveCertificate(
  { store }: Context,
  text: string,
): Promise<IssuedCertificate> {
  const serial = findSerial(text);
  const rows = await store.search(serial, text);
  const exact = rows.filter((row) => row.serial === serial);
  const named = rows.filter((row) => row.common_name === text);
  const chosen = [exact, named, rows].find((each) => each.length > 0);
  const [found, second] = chosen ?? [];
  if (!found) throw new CaError('not_found', `${text}: Certificate not found.`);
  if (second) throw new CaError('bad_request', `${text}: Multiple certificates match.`);
  return toIssued(found);
}
