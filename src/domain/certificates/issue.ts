import { present } from '#base';
import type { Authority } from '#authorities';
import type { IssuedCertificate, IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import { getOnRecord } from './find.ts';
import type { Answering, OrderEnd, Recorded, Signed } from './issuance.ts';
import { prepareAgain, prepareIssuance } from './prepare.ts';
import { toIssued } from './record.ts';
import type { CertificateRow } from './tables.ts';

/** A certificate that came to be, and what an order becomes by it. */
export interface Made {
  readonly id: number;
  readonly end: OrderEnd;
}

/**
 * Issues one certificate and records it: the one road for REST, ACME, command line and library. Tells
 * `certificate.issued` after commit. In this order: the authority may sign, the CSR proves possession, gates agree, the
 * profile makes a draft, the unsigned certificate passes every lint rule, it is durably on record, it is signed, the
 * signature verifies, the certificate is durably on record, the caller hears of it.
 *
 * @throws CaError `not_found` (profile), `bad_csr`, `bad_key`, `bad_extension`, `bad_name`, `bad_validity`,
 *   `authority_disabled`, `authority_expired`, `authority_revoked`, `unsupported` (hash), `lint_failed`, `refused` (by a
 *   gate, or by the profile: a problem for each field), `key_unavailable`, `outcome_unknown` (the database came back
 *   without it). In none of these cases but the last two has anything been signed.
 */
export async function issueCertificate(
  context: Context,
  authority: Authority,
  request: IssueRequest,
): Promise<IssuedCertificate> {
  const { id, end } = await makeCertificate(context, authority, request);
  return toIssued(await getOnRecord(context, { id, serial: end.serial }));
}

/** As {@link issueCertificate}, also for an order. */
export async function makeCertificate(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  answering?: Answering,
): Promise<Made> {
  const pending = await prepareIssuance(context, authority, request, answering?.profile);
  const { prepared, profile } = pending;
  let id = 0;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const intent = { ...pending.intent, tbs, order_id: answering?.id ?? null };
    id = (await context.begin({ intent })).certificateId;
  };
  const { unlock } = request;
  const signature = await context.authorities.sign(authority, prepared, { record, unlock });
  return complete(context, { ...about(request, answering), id, prepared, signature, profile });
}

/**
 * Ends an issuance that a crash cut short: signs the very bytes that were on record, so that a retry never makes a
 * second certificate. Undefined when there was none.
 */
export async function resumeIssuance(
  context: Context,
  authority: Authority,
  request: IssueRequest,
): Promise<IssuedCertificate | undefined> {
  const { requestId = '' } = request;
  const row = await context.store.find({ requestId });
  if (!row) return undefined;
  if (row.state !== 'issued') await endIssuance(context, authority, request, { row });
  return toIssued(await getOnRecord(context, row));
}

/** As {@link resumeIssuance}, for what stands in `row`, also for an order. */
export async function endIssuance(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  { row, answering }: { readonly row: CertificateRow; readonly answering?: Answering },
): Promise<Made> {
  const prepared = await prepareAgain(context, authority, present(row.tbs, 'intent'));
  const profile = { name: row.profile, version: row.profile_version };
  const recorded = { id: row.id, prepared, profile };
  return signRecorded(context, authority, request, { recorded, answering });
}

/** Signs what is on record already and completes it. */
export async function signRecorded(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  {
    recorded,
    answering,
  }: { readonly recorded: Recorded; readonly answering?: Answering | undefined },
): Promise<Made> {
  const signature = await context.authorities.sign(authority, recorded.prepared, {
    record: isRecorded,
    inPieces: true,
    unlock: request.unlock,
  });
  return complete(context, { ...about(request, answering), ...recorded, signature });
}

async function isRecorded(): Promise<void> {}

function about(
  { actor = 'library' }: IssueRequest,
  answering: Answering | undefined,
): Pick<Signed, 'actor' | 'answering'> {
  return { actor, answering };
}

async function complete(context: Context, signed: Signed): Promise<Made> {
  return { id: signed.id, end: await context.complete(signed) };
}
