import { z } from 'zod';
import { CaError, day, hour, minute, type Problem } from '#base';
import { transactionOf, type AnyTransaction } from '#db';
import { isNameRule } from './name-rules.ts';
import { challengeTypes, type ChallengeType } from './record.ts';
import type { Context } from './context.ts';
import type { AcmeStore } from './store.ts';
import type { PolicyTable, Trx } from './tables.ts';

/** How much may be asked for within an hour; null for any number. */
export interface AcmeLimits {
  /** New accounts of the authority from one address. Default: 100. */
  readonly accountsPerHour: number | null;
  /** New orders of one account. Default: 1000. */
  readonly ordersPerHour: number | null;
  /** Challenges of one account that failed for good. Default: 200. */
  readonly failuresPerHour: number | null;
  /** Authorizations of one account that wait, whatever their age. Default: 1000. */
  readonly pendingAuthorizations: number | null;
}

/** What one authority allows to ACME clients. Frozen. */
export interface AcmePolicy {
  /** Default: false. */
  readonly enabled: boolean;
  /** Whether new accounts may be made. Default: true. */
  readonly registration: boolean;
  /** The profile of their certificates, 1 to 32 characters. Default: `webserver`. */
  readonly profile: string;
  /** Whether an account must name a contact. Default: true. */
  readonly requiresContact: boolean;
  /** Whether a new account must bring a binding (RFC 8555 §7.3.4). Default: false. */
  readonly requiresBinding: boolean;
  /** Names of the profiles that clients may choose from, their default always among them; empty for no choice. */
  readonly profiles: readonly string[];
  /** The proofs that are offered. Default: all. */
  readonly challengeTypes: readonly ChallengeType[];
  /**
   * Names that may be asked for: `example.com` with all below it, `.example.com` for those below alone, an address, a
   * network (`10.0.0.0/8`). Empty, the default, allows every name.
   */
  readonly allowedNames: readonly string[];
  /** Names that may not, also where they are allowed. */
  readonly deniedNames: readonly string[];
  /** Default: true. */
  readonly wildcards: boolean;
  /** Whether addresses may be asked for (RFC 8738). Default: true. */
  readonly ipIdentifiers: boolean;
  /** Whether a name may be authorized for all below it (RFC 9444). Default: false. */
  readonly subdomains: boolean;
  /** Life of certificates where the order names no end. Default: 45 days; cut to the authority's end. */
  readonly defaultValidityMs: number;
  /** Longest life that an order may ask for. Default: 90 days. */
  readonly maxValidityMs: number;
  /** From order to finalize. Default: an hour. */
  readonly orderLifeMs: number;
  /** How long a proof does for further orders; 0 for the order it was given for alone. Default: 7 days. */
  readonly authorizationLifeMs: number;
  /** How often a proof is looked for before the challenge fails. Default: 5. */
  readonly tries: number;
  /** Networks that are not public and yet may be asked for proofs, in CIDR form. Default: none. */
  readonly networks: readonly string[];
  /** When CAA records are asked for (RFC 8659). Default: `named`, where the authority has a CAA identity. */
  readonly caa: 'always' | 'named' | 'never';
  /** Names that CAA records know the authority by, beside its CAA identity. */
  readonly caaIdentities: readonly string[];
  readonly limits: AcmeLimits;
}

/** How a policy is changed. */
export interface SavePolicy {
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
  /** The transaction that it is to be a part of. Default: one of its own. */
  readonly within?: AnyTransaction;
}

/** What is to be different; all else stays as it is. */
export type PolicyChanges = Partial<Omit<AcmePolicy, 'limits'>> & {
  readonly limits?: Partial<AcmeLimits>;
};

const rule = z
  .string()
  .max(300)
  .refine(
    isNameRule,
    'Name a host (example.com), all below one (.example.com) or a network (10.0.0.0/8).',
  );
const cidr = z
  .string()
  .max(50)
  .refine((text) => text.includes('/') && isNameRule(text), 'Name a network (10.0.0.0/8).');
const limit = z.int().min(1).max(1_000_000_000).nullable();
const span = (leastMs: number, mostMs: number): z.ZodInt => z.int().min(leastMs).max(mostMs);

const limitsShape = z
  .strictObject({
    accountsPerHour: limit,
    ordersPerHour: limit,
    failuresPerHour: limit,
    pendingAuthorizations: limit,
  })
  .partial();

const profileName = z
  .string()
  .refine(
    (text) => text.trim() !== '' && text.length <= 32,
    'The name of the ACME profile has 1 to 32 characters.',
  );

const shape = z
  .strictObject({
    enabled: z.boolean(),
    registration: z.boolean(),
    profile: profileName,
    requiresContact: z.boolean(),
    requiresBinding: z.boolean(),
    profiles: z.array(profileName).max(50),
    challengeTypes: z.array(z.enum(challengeTypes)).min(1),
    allowedNames: z.array(rule).max(1000),
    deniedNames: z.array(rule).max(1000),
    wildcards: z.boolean(),
    ipIdentifiers: z.boolean(),
    subdomains: z.boolean(),
    defaultValidityMs: span(minute, 3650 * day),
    maxValidityMs: span(minute, 3650 * day),
    orderLifeMs: span(minute, 30 * day),
    authorizationLifeMs: span(0, 398 * day),
    tries: z.int().min(1).max(20),
    networks: z.array(cidr).max(100),
    caa: z.enum(['always', 'named', 'never']),
    caaIdentities: z.array(rule).max(20),
    limits: limitsShape,
  })
  .partial();

/** What holds where nothing was said. */
export const defaults: AcmePolicy = Object.freeze({
  enabled: false,
  registration: true,
  profile: 'webserver',
  requiresContact: true,
  requiresBinding: false,
  profiles: [],
  challengeTypes,
  allowedNames: [],
  deniedNames: [],
  wildcards: true,
  ipIdentifiers: true,
  subdomains: false,
  defaultValidityMs: 45 * day,
  maxValidityMs: 90 * day,
  orderLifeMs: hour,
  authorizationLifeMs: 7 * day,
  tries: 5,
  networks: [],
  caa: 'named',
  caaIdentities: [],
  limits: Object.freeze({
    accountsPerHour: 100,
    ordersPerHour: 1000,
    failuresPerHour: 200,
    pendingAuthorizations: 1000,
  }),
});

/** The policy of an authority. */
export async function policyOf(
  store: AcmeStore,
  authorityId: number,
  trx?: Trx,
): Promise<AcmePolicy> {
  return toPolicy(await store.findPolicy(authorityId, trx));
}

/** The policy of a row; the defaults where there is none, and for what it does not say. */
function toPolicy(row: PolicyTable | undefined): AcmePolicy {
  if (!row) return defaults;
  const own = shape.parse(JSON.parse(row.settings));
  return merge(defaults, {
    ...own,
    enabled: row.enabled === 1,
    registration: row.registration === 1,
    profile: row.profile,
    requiresContact: row.requires_contact === 1,
  });
}

/**
 * A policy with changes.
 *
 * @throws CaError `bad_request` with one problem for each value that cannot be.
 */
export function changePolicy(policy: AcmePolicy, changes: PolicyChanges): AcmePolicy {
  const given = Object.fromEntries(
    Object.entries(changes).filter(([, each]) => each !== undefined),
  );
  const { error } = shape.safeParse(given);
  const next = merge(policy, given);
  const problems = (error?.issues ?? []).map(toProblem);
  if (next.defaultValidityMs > next.maxValidityMs) {
    const detail = 'The default validity must not exceed the maximum.';
    problems.push({ path: ['defaultValidityMs'], code: 'too_big', detail });
  }
  const [first] = problems;
  if (first) throw new CaError('bad_request', first.detail, { problems });
  return next;
}

/**
 * Changes the policy of an authority, as a part of `within` where that is given.
 *
 * @throws CaError `bad_request` as {@link changePolicy}
 */
export async function savePolicy(
  { db, events, store }: Pick<Context, 'db' | 'events' | 'store'>,
  authorityId: number,
  changes: PolicyChanges,
  { actor = 'library', within }: SavePolicy = {},
): Promise<AcmePolicy> {
  const save = async (trx: Trx): Promise<AcmePolicy> => {
    const next = changePolicy(await policyOf(store, authorityId, trx), changes);
    await store.savePolicy(trx, toPolicyRow(authorityId, next));
    await events.record(trx, 'acme_policy.changed', {
      actor,
      authorityId,
      changed: Object.keys(changes),
    });
    return next;
  };
  return within ? save(transactionOf(within)) : db.transaction(save);
}

/** The columns of a policy. */
function toPolicyRow(authorityId: number, policy: AcmePolicy): PolicyTable {
  const { enabled, registration, profile, requiresContact, ...settings } = policy;
  return {
    authority_id: authorityId,
    enabled: Number(enabled),
    registration: Number(registration),
    profile,
    requires_contact: Number(requiresContact),
    settings: JSON.stringify(settings),
  };
}

function merge(policy: AcmePolicy, { limits, ...changes }: PolicyChanges): AcmePolicy {
  return Object.freeze({
    ...policy,
    ...changes,
    limits: Object.freeze({ ...policy.limits, ...limits }),
  });
}

function toProblem({ path, code, message }: z.core.$ZodIssue): Problem {
  return {
    path: path.map((each) => (typeof each === 'symbol' ? '' : each)),
    code,
    detail: message,
  };
}
