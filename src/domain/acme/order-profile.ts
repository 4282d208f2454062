import { CaError } from '#base';
import type { Context } from './context.ts';
import type { AccountLaw } from './law.ts';

/** The profile of an order. */
export interface OrderProfile {
  readonly name: string;
  /** Life of its certificates where the order names no end, and the longest that it may ask for. */
  readonly defaultMs: number;
  readonly maxMs: number;
  /** Whether the profile alone decides the end, or the subject: then nothing is said of it. */
  readonly decidesEnd: boolean;
  readonly decidesSubject: boolean;
}

/** Names of the profiles that clients may choose from; empty where they have no choice. */
export function offeredProfiles({ profiles }: Context, { policy, profile }: AccountLaw): string[] {
  if (profile !== null) return [profile];
  if (policy.profiles.length === 0) return [];
  const names = [...new Set([policy.profile, ...policy.profiles])];
  return names.filter((name) => profiles.find(name));
}

/**
 * The profile that an order gets (draft-ietf-acme-profiles): the one it asks for, if that is offered; else that of its
 * account's binding; else that of the policy. Nothing lasts longer than its profile says.
 *
 * @throws CaError `bad_profile`.
 */
export function chooseProfile(
  context: Context,
  law: AccountLaw,
  asked: string | null | undefined,
): OrderProfile {
  const { policy } = law;
  const isOffered =
    asked === undefined || asked === null || offeredProfiles(context, law).includes(asked);
  const name = asked ?? law.profile ?? policy.profile;
  const profile = isOffered ? context.profiles.find(name) : undefined;
  if (!profile) throw new CaError('bad_profile', `${JSON.stringify(name)} is not offered here.`);
  if (profile.decides.validity === 'ca' && profile.expiresMs > policy.maxValidityMs)
    throw new CaError(
      'bad_profile',
      `${name} makes certificates that last too long for ACME here.`,
    );
  return {
    name,
    defaultMs: Math.min(policy.defaultValidityMs, profile.expiresMs),
    maxMs: Math.min(policy.maxValidityMs, profile.expiresMs),
    decidesEnd: profile.decides.validity === 'ca',
    decidesSubject: profile.decides.subject === 'ca',
  };
}
