import { CaError } from '#base';
import type { AnyTransaction } from '#db';
import type { KeyRef, Unlock } from '#keys';
import type { SignExtensions } from './authority.ts';
import type { Context } from './context.ts';
import { checkSignExtensions } from './sign-extensions.ts';
import type { NewAuthorityRow } from './tables.ts';
import { serverUrls } from './urls.ts';

/** What other rooms keep about an authority. */
export interface Companions {
  /** Written in the transaction that makes or changes the authority: both are there afterwards, or neither. */
  readonly alongside?: (trx: AnyTransaction, authorityId: number) => Promise<void>;
}

/** What stands on record about an authority beside its certificate and key. */
export interface AuthorityFacts {
  readonly apiEnabled?: boolean;
  /** What it puts into the certificates it signs; URIs may hold placeholders such as `{OCSP_PATH}`. */
  readonly sign?: Partial<SignExtensions>;
  /** At most 32 characters. */
  readonly caaIdentity?: string;
  /** Empty, or an absolute http or https URL of at most 200 characters. */
  readonly website?: string;
  /** As `website`. */
  readonly termsOfService?: string;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** What is said of every new authority, however it comes to be. */
export interface AuthoritySettings extends AuthorityFacts {
  /** Unique among authorities, 1 to 255 characters. */
  readonly name: string;
  /** Alias of the key backend. Default: `default`. */
  readonly keyBackend?: string;
  /** Host (and port) for URLs in certificates. Default: that of the settings; false for no URLs. */
  readonly defaultHostname?: string | false;
  /** Protects its key where the backend can. */
  readonly unlock?: Unlock;
}

/** Throws `bad_request` unless `name` may name an authority: 1 to 255 characters, no control characters. */
export function checkAuthorityName(name: string): void {
  if (name.trim() === '' || name.length > 255 || /\p{Cc}/u.test(name)) {
    throw new CaError(
      'bad_request',
      'The name of an authority has 1 to 255 characters, none of them a control character.',
    );
  }
}

/** Throws `bad_request`, with one problem for each wrong field, unless all that is given may stand on record. */
export function checkFacts({ caaIdentity, website, termsOfService, sign }: AuthorityFacts): void {
  if (caaIdentity !== undefined && caaIdentity.length > 32) {
    throw new CaError('bad_request', 'The CAA identity has at most 32 characters.');
  }
  const problems = Object.entries({ website, termsOfService })
    .filter(([, url]) => url !== undefined && url !== '' && !isWebUrl(url))
    .map(([field]) => ({ path: [field], code: 'bad_url', detail: 'Enter a valid URL.' }));
  if (problems.length > 0) throw new CaError('bad_request', 'Enter a valid URL.', { problems });
  if (sign) checkSignExtensions(sign);
}

function isWebUrl(text: string): boolean {
  return text.length <= 200 && /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text);
}

/** Throws unless an authority may be called so and have these facts: `bad_request`, `already_exists` (the name). */
export async function checkSettings(context: Context, settings: AuthoritySettings): Promise<void> {
  checkAuthorityName(settings.name);
  checkFacts(settings);
  if (await context.store.isTaken(settings.name)) throw nameTaken(settings.name);
}

/** The error for a name that another authority has, or one that waits for its certificate. */
export function nameTaken(name: string): CaError {
  return new CaError(
    'already_exists',
    `There is already a certificate authority named ${JSON.stringify(name)}.`,
  );
}

/** The part of a new authority's row that its settings decide. `serial` is its own, for its URLs. */
export function settingsRow(
  context: Context,
  settings: AuthoritySettings,
  { serial, keyRef }: { readonly serial: string; readonly keyRef: KeyRef },
): Omit<NewAuthorityRow, 'state' | 'parent_id' | 'tbs' | 'not_before_ms' | 'not_after_ms'> {
  const nowMs = context.clock.now();
  return {
    name: settings.name,
    serial,
    enabled: 1,
    api_enabled: settings.apiEnabled === true ? 1 : 0,
    key_backend: settings.keyBackend ?? 'default',
    key_ref: JSON.stringify(keyRef),
    sign: JSON.stringify({
      ...noSignExtensions,
      ...ownUrls(context, settings.defaultHostname, serial),
      ...settings.sign,
    }),
    caa_identity: settings.caaIdentity ?? '',
    website: settings.website ?? '',
    terms_of_service: settings.termsOfService ?? '',
    created_ms: nowMs,
    updated_ms: nowMs,
  };
}

/** Where what an authority signs points, on `hostname` or that of the settings; undefined where there is none. */
export function ownUrls(
  context: Context,
  hostname: string | false | undefined,
  serial: string,
): Pick<SignExtensions, 'authorityInformationAccess' | 'crlDistributionPoints'> | undefined {
  const host = hostname ?? context.defaultHostname;
  if (host === undefined || host === false) return undefined;
  const owner = { signerSerial: serial, serial, urlPath: context.urlPath ?? '' };
  const { authorityInformationAccess, crlDistributionPoints } = serverUrls(host, owner, 'user');
  return { authorityInformationAccess, crlDistributionPoints };
}

const noSignExtensions: SignExtensions = {
  authorityInformationAccess: null,
  certificatePolicies: null,
  crlDistributionPoints: null,
  issuerAlternativeName: null,
};
