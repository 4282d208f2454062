/**
 * What each authority allows to ACME clients: whether they may come at all, register, and under which profile. Knows
 * no HTTP and no key.
 *
 * Table: `acme_policy`. RFC 8555 §7.3.
 */
import { CaError } from '#base';
import type { Database } from '#db';
import { createStore } from './store.ts';

export { migrations } from './migrations.ts';

/** What one authority allows to ACME clients. */
export interface AcmePolicy {
  /** Default: false. */
  readonly enabled: boolean;
  /** Whether new accounts may be made. Default: true. */
  readonly registration: boolean;
  /** The profile of their certificates, 1 to 32 characters. Default: `webserver`. */
  readonly profile: string;
  /** Whether an account must name a contact. Default: true. */
  readonly requiresContact: boolean;
}

/** The verbs of this room. */
export interface Acme {
  policy(authorityId: number): Promise<AcmePolicy>;
  /** Changes what is given, keeps the rest. Throws `bad_request` when the profile name is blank or too long. */
  setPolicy(authorityId: number, changes: Partial<AcmePolicy>): Promise<AcmePolicy>;
}

const defaults: AcmePolicy = Object.freeze({
  enabled: false,
  registration: true,
  profile: 'webserver',
  requiresContact: true,
});

/** Makes the room. */
export function createAcme({ db }: { readonly db: Database }): Acme {
  const store = createStore(db);
  const policy = async (authorityId: number): Promise<AcmePolicy> => {
    const row = await store.findPolicy(authorityId);
    if (!row) return defaults;
    return Object.freeze({
      enabled: row.enabled === 1,
      registration: row.registration === 1,
      profile: row.profile,
      requiresContact: row.requires_contact === 1,
    });
  };
  return Object.freeze({
    policy,
    setPolicy: async (authorityId: number, changes: Partial<AcmePolicy>) => {
      const next = { ...(await policy(authorityId)), ...changes };
      if (next.profile.trim() === '' || next.profile.length > 32) {
        throw new CaError('bad_request', 'The name of the ACME profile has 1 to 32 characters.');
      }
      await store.savePolicy({
        authority_id: authorityId,
        enabled: Number(next.enabled),
        registration: Number(next.registration),
        profile: next.profile,
        requires_contact: Number(next.requiresContact),
      });
      return Object.freeze(next);
    },
  });
}
