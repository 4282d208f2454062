import { openApp, type App, type AppOptions } from '#app';
import type { Authority } from '#authorities';
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

/** Facts that can be listened to, each told after its commit with the records as they stand when it is told. */
export interface CaEvents {
  readonly 'authority.created': Told & { readonly authority: Authority };
  readonly 'authority.updated': Told & {
    readonly authority: Authority;
    readonly changed: readonly string[];
  };
  readonly 'certificate.issued': Told & {
    readonly certificate: IssuedCertificate;
    readonly order: string | null;
  };
  readonly 'certificate.revoked': Told & { readonly certificate: IssuedCertificate };
  readonly 'order.failed': Told & {
    readonly order: string;
    readonly code: string;
    readonly detail: string;
  };
}

/** Acts that can be refused before they happen. */
export interface CaGates {
  readonly 'authority.create': { readonly name: string; readonly parent: string | null };
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
 * `await using` or `close()`.
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
