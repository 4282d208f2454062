import { equalBytes } from '#base';
import { findSerial, type Authorities, type Authority } from '#authorities';
import { issuerId, type CertId, type CertIdHash, type IssuerId } from '#x509';

/** What names an issuer in one hash. */
export type OwnId = IssuerId & { readonly hash: CertIdHash };

/** An authority and its names in CertIDs. The authority's own record may be old: only what never changes is read. */
export interface Issuer {
  readonly authority: Authority;
  /** One for each hash in which we are asked. */
  readonly ids: readonly OwnId[];
}

/** The hashes in which issuers are named; everything else is not ours to answer. */
const hashes: readonly CertIdHash[] = ['SHA1', 'SHA-256', 'SHA-384', 'SHA-512'];

/** Those in which clients ask (RFC 9919): answers in them are made before somebody does. */
export const usualHashes: ReadonlySet<CertIdHash> = new Set(['SHA1', 'SHA-256']);

const limit = 1000;

/** Issuers by any serial they have or had. What is found is kept: name and key of an authority never change. */
export interface Issuers {
  find(serial: string): Promise<Issuer | undefined>;
  /** The one that was found before, for a serial in the spelling of the tables. */
  recall(serial: string): Issuer | undefined;
}

export function createIssuers(authorities: Pick<Authorities, 'find'>): Issuers {
  const known = new Map<string, Issuer>();
  return {
    find: async (text) => {
      const serial = findSerial(text);
      if (serial === undefined) return undefined;
      const found = known.get(serial);
      if (found) return found;
      const authority = await authorities.find({ serial });
      const issuer = authority && toIssuer(authority);
      if (issuer && known.size < limit) known.set(serial, issuer);
      return issuer;
    },
    recall: (text) => known.get(text),
  };
}

/** An authority in the role of the issuer. */
export function toIssuer(authority: Authority): Issuer {
  return { authority, ids: hashes.map((hash) => issuerId(authority.certificate, hash)) };
}

/**
 * The name by which `certId` means this issuer: name and key must both be its own. Undefined when it means another, or
 * is in a hash that we do not answer in.
 */
export function findOwnId({ ids }: Issuer, certId: CertId): OwnId | undefined {
  return ids.find(
    ({ hash, nameHash, keyHash }) =>
      hash === certId.hash &&
      equalBytes(nameHash, certId.nameHash) &&
      equalBytes(keyHash, certId.keyHash),
  );
}
