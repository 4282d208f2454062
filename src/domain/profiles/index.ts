/**
 * Named templates: a request and a profile make a draft of a certificate. Knows the settings of profiles, how they meet a
 * request and who decides what; knows no authority, no private key, no database. No tables, no events.
 * RFC 5280 §4.1.2.5, §4.2; RFC 8813 §3.
 */
import { CaError } from '#base';
import type { Name } from '#x509';
import { checkDecided } from './decides.ts';
import { defaultProfiles } from './defaults.ts';
import type { DraftIssuer, DraftRequest } from './draft-request.ts';
import { makeDraft, type Draft } from './draft.ts';
import type { Profile } from './profile.ts';
import { readProfile } from './settings.ts';

export type { DraftIssuer, DraftRequest } from './draft-request.ts';
export type { Draft } from './draft.ts';
export { requesterPart } from './decides.ts';
export type { Decider, Decides, Profile } from './profile.ts';
export type { ProfileSettings } from './settings.ts';

/** What the settings say of profiles. */
export interface ProfilesOptions {
  /** By name: a new profile, top-level keys over a default one, or null to remove a default. */
  readonly profiles?: Readonly<Record<string, unknown>>;
  /** Used where a request names none. Must exist. Default: `webserver`. */
  readonly defaultProfile?: string;
  /** Life of certificates where the profile names none, in milliseconds. */
  readonly defaultExpiresMs: number;
  /** Merged under the subject of requests by profiles that have none of their own. */
  readonly defaultSubject?: Name;
  /** Order of the attributes of a merged subject, as dotted OIDs. Default: that of django-ca. */
  readonly nameOrder?: readonly string[];
}

/** The verbs of this room. */
export interface Profiles {
  /** All, the default ones first, then in the order of the settings. */
  list(): readonly Profile[];
  find(name: string): Profile | undefined;
  /** As `find`; without a name, the default profile. Throws `not_found`. */
  get(name?: string): Profile;
  /** A request and a profile make a draft; see {@link makeDraft}. */
  draft(profile: Profile, request: DraftRequest, issuer: DraftIssuer, nowMs: number): Draft;
  /** Throws `refused` or `bad_key` where `draft` would because the profile leaves a field to the CA. */
  check(profile: Profile, request: DraftRequest, nowMs: number): void;
}

/**
 * Reads and checks all profiles.
 *
 * @throws CaError `bad_config` naming the profile and the key that is wrong.
 */
export function createProfiles(options: ProfilesOptions): Profiles {
  const profiles = new Map<string, Profile>();
  for (const [name, settings] of Object.entries(mergeSettings(options.profiles ?? {}))) {
    if (settings !== null) profiles.set(name, readProfile(name, settings, options));
  }
  const defaultName = options.defaultProfile ?? 'webserver';
  if (!profiles.has(defaultName)) {
    throw new CaError(
      'bad_config',
      `The default profile ${defaultName} does not exist; name another or define it.`,
    );
  }
  const get = (name = defaultName): Profile => {
    const profile = profiles.get(name);
    if (!profile)
      throw new CaError('not_found', `There is no profile named ${JSON.stringify(name)}.`);
    return profile;
  };
  return Object.freeze({
    list: () => [...profiles.values()],
    find: (name: string) => profiles.get(name),
    get,
    draft: makeDraft,
    check: checkDecided,
  });
}

/** Settings of a default's name replace its top-level keys only (features PR-10). */
function mergeSettings(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...defaultProfiles };
  for (const [name, own] of Object.entries(settings)) {
    const base = Object.hasOwn(defaultProfiles, name) ? defaultProfiles[name] : {};
    merged[name] = typeof own === 'object' && own !== null ? { ...base, ...own } : own;
  }
  return merged;
}
