import type { AcmeProblem, ChallengeType, Identifier } from '#acme';
import { openApp, type App, type AppOptions } from '#app';
import type { Authority, CertificateKind, Reason } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import type { Extension, Name } from '#x509';

/** What every listener is told besides the records that the event is about. */
export interface Told {
  /** Number of the entry in the audit trail. */
  readonly id: number;
  readonly at: Date;
  /** Who did it, null where nobody in particular did. */
  readonly actor: string | null;
}

interface ToldOfUser extends Told {
  readonly userId: number;
  /** Of the user, or of the token. */
  readonly name: string;
}

interface ToldOfNotice extends Told {
  readonly watcherId: number;
  /** Ids of what the mail spoke of. */
  readonly certificates: readonly number[];
  readonly authorities: readonly number[];
}

interface ToldOfAcme extends Told {
  readonly authority: Authority;
}

interface ToldOfAccount extends ToldOfAcme {
  /** Slug of the ACME account. */
  readonly account: string;
}

interface ToldOfOrder extends ToldOfAcme {
  /** Slug of the ACME order. */
  readonly order: string;
}

interface ToldOfChallenge extends ToldOfAcme {
  /** Slugs of both. */
  readonly authorization: string;
  readonly challenge: string;
  readonly type: ChallengeType;
}

/** Facts that can be listened to, each told after its commit with the records as they stand when it is told. */
export interface CaEvents {
  readonly 'authority.created': Told & { readonly authority: Authority };
  readonly 'authority.requested': Told & {
    readonly name: string;
    /** Absent while it waits for its first certificate. */
    readonly authority?: Authority;
  };
  readonly 'authority.renewed': Told & { readonly authority: Authority; readonly previous: string };
  readonly 'authority.certified': Told & {
    readonly authority: Authority;
    /** Of the further certificate. */
    readonly serial: string;
    readonly kind: CertificateKind;
  };
  readonly 'authority.revoked': Told & {
    readonly authority: Authority;
    readonly reason: Reason;
    /** Of all certificates that were revoked with it. */
    readonly serials: readonly string[];
  };
  readonly 'authority.updated': Told & {
    readonly authority: Authority;
    readonly changed: readonly string[];
  };
  readonly 'certificate.issued': Told & {
    readonly certificate: IssuedCertificate;
    readonly order: string | null;
  };
  readonly 'certificate.imported': Told & { readonly certificate: IssuedCertificate };
  readonly 'certificate.revoked': Told & { readonly certificate: IssuedCertificate };
  readonly 'certificate.released': Told & { readonly certificate: IssuedCertificate };
  readonly 'crl.published': Told & {
    readonly authority: Authority;
    /** `user`, `ca`, `user/delta` and so on. */
    readonly list: string;
    readonly number: number;
    /** Of a delta list: the number of the list that it is the difference to. */
    readonly base: number | null;
    readonly entries: number;
  };
  readonly 'crl.stale': Told & {
    readonly authority: Authority;
    readonly list: string;
    /** Null when there never was one. */
    readonly number: number | null;
  };
  readonly 'authority.abandoned': Told & { readonly serial: string; readonly name: string | null };
  readonly 'certificate.abandoned': Told & { readonly serial: string };
  readonly 'crl.late': CaEvents['crl.stale'];
  readonly 'crl.abandoned': Told & {
    readonly authority: Authority;
    readonly list: string;
    readonly number: number;
  };
  readonly 'crl_policy.changed': Told & {
    readonly authority: Authority;
    readonly changed: readonly string[];
  };
  readonly 'ocsp_policy.changed': CaEvents['crl_policy.changed'];
  readonly 'responder.created': Told & {
    readonly authority: Authority;
    readonly certificate: IssuedCertificate;
    /** ISO 8601. */
    readonly until: string;
  };
  readonly 'responder.ended': Told & {
    readonly authority: Authority;
    readonly certificate: IssuedCertificate;
  };
  readonly 'ocsp.stale': Told & { readonly authority: Authority; readonly until: string | null };
  readonly 'acme_policy.changed': ToldOfAcme & { readonly changed: readonly string[] };
  readonly 'acme_account.registered': ToldOfAccount & { readonly binding: string | null };
  readonly 'acme_account.updated': ToldOfAccount & { readonly changed: readonly string[] };
  readonly 'acme_account.rekeyed': ToldOfAccount & { readonly thumbprint: string };
  readonly 'acme_account.deactivated': ToldOfAccount & { readonly orders: readonly string[] };
  readonly 'acme_account.revoked': CaEvents['acme_account.deactivated'];
  readonly 'acme_binding.created': ToldOfAcme & { readonly binding: string };
  readonly 'acme_binding.revoked': CaEvents['acme_binding.created'];
  readonly 'acme_order.placed': ToldOfOrder & { readonly identifiers: readonly Identifier[] };
  readonly 'acme_order.finalized': ToldOfOrder;
  readonly 'acme_order.issued': ToldOfOrder & { readonly certificate: IssuedCertificate };
  readonly 'acme_order.failed': ToldOfOrder & { readonly problem: AcmeProblem };
  readonly 'acme_order.expired': Told & { readonly orders: readonly string[] };
  readonly 'acme_authorization.placed': ToldOfAcme & { readonly authorization: string };
  readonly 'acme_authorization.deactivated': CaEvents['acme_authorization.placed'];
  readonly 'acme_authorization.expired': Told & { readonly authorizations: readonly string[] };
  readonly 'acme_challenge.answered': ToldOfChallenge;
  readonly 'acme_challenge.retried': ToldOfChallenge & { readonly problem: AcmeProblem };
  readonly 'acme_challenge.passed': ToldOfChallenge & { readonly ready: readonly string[] };
  readonly 'acme_challenge.failed': CaEvents['acme_challenge.retried'];
  readonly 'database.confirmed': Told & { readonly lost: number | null };
  readonly 'database.copied': Told & { readonly from: string; readonly rows: number };
  readonly 'user.created': ToldOfUser;
  readonly 'user.updated': ToldOfUser & { readonly changed: readonly string[] };
  readonly 'group.created': Told & { readonly name: string; readonly may: readonly string[] };
  readonly 'group.updated': CaEvents['group.created'];
  readonly 'group.deleted': Told & { readonly name: string; readonly members: readonly string[] };
  readonly 'token.created': ToldOfUser & { readonly tokenId: number };
  readonly 'token.revoked': CaEvents['token.created'];
  readonly 'watcher.added': Told & { readonly watcherId: number; readonly serial: string };
  readonly 'watcher.removed': CaEvents['watcher.added'];
  readonly 'notice.sent': ToldOfNotice;
  readonly 'notice.failed': ToldOfNotice & { readonly outcome: 'refused' | 'unknown' };
  readonly 'publication.failed': Told & { readonly place: string; readonly detail: string };
  readonly 'order.failed': Told & {
    readonly order: string;
    readonly code: string;
    readonly detail: string;
  };
}

/** Acts that can be refused before they happen. */
export interface CaGates {
  readonly 'authority.create': { readonly name: string; readonly parent: string | null };
  readonly 'authority.certify': {
    /** Serial of the one that gets a certificate. */
    readonly subject: string;
    readonly issuer: string;
    readonly kind: CertificateKind;
  };
  readonly 'authority.revoke': {
    readonly serial: string;
    readonly reason: string;
    readonly actor: string;
  };
  readonly 'certificate.issue': {
    /** Serial of the authority. */
    readonly authority: string;
    readonly profile: string;
    readonly subject: Name;
    readonly extensions: readonly Extension[];
    readonly actor: string;
  };
  readonly 'certificate.revoke': {
    readonly serial: string;
    readonly reason: string;
    readonly actor: string;
  };
  readonly 'certificate.release': { readonly serial: string; readonly actor: string };
}

/** A certificate authority in your program. */
export interface Ca extends App {
  /**
   * Tells `listener` of every event of one type that this process commits from now on; the answer ends that. A listener
   * that throws undoes nothing; it is told again a few times.
   */
  on<Type extends keyof CaEvents>(
    type: Type,
    listener: (event: CaEvents[Type]) => void | Promise<void>,
  ): () => void;
  /** Lets `judge` refuse an act before it happens, by throwing a `CaError` `refused`; the answer ends that. */
  before<Gate extends keyof CaGates>(
    gate: Gate,
    judge: (act: CaGates[Gate]) => void | Promise<void>,
  ): () => void;
}

/**
 * Opens a certificate authority: its database, made if it is not there, and every verb over it. Close it with
 * `await using` or `close()`. With `publish`, lists and OCSP answers are kept up to date in a directory or a bucket from
 * which others give them out, as `certwright serve` does.
 *
 * @throws CaError `bad_config` (a profile), `bad_data_directory`, `data_too_new`.
 */
export async function open(options: AppOptions): Promise<Ca> {
  const app = await openApp(options);
  return Object.freeze({
    ...app,
    on: (type, listener) =>
      app.events.on(type, async ({ id, at, actor, payload }) => {
        const records = await recordsOf(app, payload);
        await listener({ ...payload, ...records, id, at, actor } as unknown as Parameters<
          typeof listener
        >[0]);
      }),
    before: (gate, judge) =>
      app.events.before(gate, (act) => judge(act as Parameters<typeof judge>[0])),
  } satisfies Ca);
}

/** The records that an event names by id. */
async function recordsOf(
  app: App,
  { certificateId, authorityId }: Readonly<Record<string, unknown>>,
): Promise<{ certificate?: IssuedCertificate; authority?: Authority }> {
  return {
    ...(typeof certificateId === 'number' && {
      certificate: await app.certificates.get({ id: certificateId }),
    }),
    ...(typeof authorityId === 'number' && {
      authority: await app.authorities.get({ id: authorityId }),
    }),
  };
}
