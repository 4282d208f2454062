import { CaError } from '#base';
import { encodePem } from '#der';
import type { Certificate } from '#x509';
import type { Authority, AuthorityCertificate } from './authority.ts';
import type { Context } from './context.ts';
import { findAuthority, listAuthorities } from './find.ts';
import { isSelfSigned } from './placement.ts';
import { toAuthorityCertificate, toOutside } from './record.ts';
import type { CertificateRow } from './tables.ts';

const maxChains = 64;
const maxLength = 16;

/** One certificate of a chain. */
export interface ChainLink {
  readonly certificate: Certificate;
  readonly pem: string;
}

/** Every certificate for the name and key of an authority, the present one first, then in the order of the record. */
export async function certificatesOf(
  context: Context,
  authority: Authority,
): Promise<AuthorityCertificate[]> {
  const rows = await context.certificateStore.list({ authorityId: authority.id });
  return [primaryOf(authority), ...rows.map(toAuthorityCertificate)];
}

/**
 * Every certificate of an authority that the key of `issuer` signed, its own among them where it signs itself; of these
 * the ones with one of `serials` (upper-case hex without leading zeros) where some are given.
 */
export async function certificatesBy(
  context: Context,
  issuer: Authority,
  serials?: readonly string[],
): Promise<AuthorityCertificate[]> {
  const present = (await listAuthorities(context, serials)).map(primaryOf);
  const rows = await context.certificateStore.list({ issuerId: issuer.id, serials });
  return [
    ...present.filter(({ issuerId }) => issuerId === issuer.id),
    ...rows.map(toAuthorityCertificate),
  ];
}

/** The certificate of an authority with this serial. @throws CaError `not_found`. */
export async function certificateOf(
  context: Context,
  serial: string,
): Promise<AuthorityCertificate> {
  const row = await context.certificateStore.find(serial);
  if (row) return toAuthorityCertificate(row);
  const authority = await findAuthority(context, { serial });
  if (!authority) throw new CaError('not_found', 'Certificate not found.');
  return primaryOf(authority);
}

function primaryOf(authority: Authority): AuthorityCertificate {
  const { id, parentId, serial, certificate, pem, revocation } = authority;
  const issuerId = parentId ?? (isSelfSigned(certificate) ? id : null);
  return Object.freeze({
    kind: 'primary',
    authorityId: id,
    issuerId,
    serial,
    certificate,
    pem,
    revocation,
  });
}

/**
 * Every chain from a certificate of `authority` to one at which it ends: a root, or the last that is known of another
 * house. The certificate of the authority first, the root last; the chain of its present certificates is the first,
 * cross-certificates and links make the others. Revoked, expired and replaced certificates make none. At most 64.
 */
export async function chainsOf(context: Context, authority: Authority): Promise<ChainLink[][]> {
  const graph = await readGraph(context);
  return [...climb(graph, authority.id, [])].slice(0, maxChains);
}

/** Where each authority can go up: its certificates, and whose key signed each. */
interface Graph {
  readonly nowMs: number;
  readonly steps: ReadonlyMap<number, readonly Step[]>;
}

interface Step {
  readonly entry: AuthorityCertificate;
  readonly outside: readonly Certificate[];
}

async function readGraph(context: Context): Promise<Graph> {
  const steps = new Map<number, Step[]>();
  for (const authority of await listAuthorities(context)) {
    const rows = await context.certificateStore.list({ authorityId: authority.id });
    steps.set(authority.id, [
      { entry: primaryOf(authority), outside: authority.outside },
      ...rows.filter(({ kind }) => kind !== 'previous').map(toStep),
    ]);
  }
  return { steps, nowMs: context.clock.now() };
}

function toStep(row: CertificateRow): Step {
  return { entry: toAuthorityCertificate(row), outside: toOutside(row) };
}

function* climb(graph: Graph, id: number, below: readonly number[]): Generator<ChainLink[]> {
  if (below.includes(id) || below.length >= maxLength) return;
  for (const { entry, outside } of graph.steps.get(id) ?? []) {
    const { certificate, pem, revocation, issuerId } = entry;
    if (revocation || certificate.notAfterMs < graph.nowMs) continue;
    const link = { certificate, pem };
    if (issuerId === null) yield [link, ...outside.map(toLink)];
    else if (issuerId === id) yield [link];
    else for (const rest of climb(graph, issuerId, [...below, id])) yield [link, ...rest];
  }
}

function toLink(certificate: Certificate): ChainLink {
  return { certificate, pem: encodePem('CERTIFICATE', certificate.der) };
}
