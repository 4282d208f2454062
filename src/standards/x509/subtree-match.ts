import type { GeneralName } from './general-name.ts';
import { findIpOctets } from './ip-address.ts';
import { canonicalRdns } from './name-comparison.ts';
import { nameDer } from './name.ts';

/** A name as name constraints see it: a directory name as DER, which keeps the RDNs apart. */
export type ConstrainedName =
  | Exclude<GeneralName, { type: 'dirName' }>
  | { readonly type: 'dirName'; readonly value: Uint8Array };

/**
 * Tells whether everything that `name` stands for lies within `base`: what a permitted subtree asks. A name of which
 * that cannot be told lies within nothing.
 *
 * @throws CaError `bad_name` when `base` is a directory name that holds what is no string.
 */
export function isCovered(base: GeneralName, name: ConstrainedName): boolean {
  switch (name.type) {
    case 'DNS':
      return base.type === name.type && coversDns(lower(base.value), lower(name.value));
    case 'email':
      return base.type === name.type && coversEmail(base.value, name.value);
    case 'URI':
      return base.type === name.type && coversHost(lower(base.value), findUriHost(name.value));
    case 'IP':
      return base.type === name.type && coversAddress(base.value, name.value);
    case 'dirName':
      return base.type === name.type && coversDirectory(nameDer(base.value), name.value);
    default:
      return false;
  }
}

/**
 * Tells whether something that `name` stands for lies within `base`: what an excluded subtree asks. A name of which
 * that cannot be told is touched by every base of its form.
 *
 * @throws CaError as {@link isCovered}.
 */
export function isTouched(base: GeneralName, name: ConstrainedName): boolean {
  if (!isSameForm(base, name)) return false;
  switch (name.type) {
    case 'DNS':
      return base.type === name.type && touchesDns(lower(base.value), lower(name.value));
    case 'URI':
      return findUriHost(name.value) === undefined || isCovered(base, name);
    case 'dirName':
      return base.type === name.type && touchesDirectory(nameDer(base.value), name.value);
    case 'RID':
    case 'otherName':
      return true;
    default:
      return isCovered(base, name);
  }
}

/** Tells whether a base speaks of names such as this one; each type of otherName is a form of its own. */
export function isSameForm(base: GeneralName, name: ConstrainedName): boolean {
  if (base.type === 'otherName' && name.type === 'otherName')
    return base.value.oid === name.value.oid;
  return base.type === name.type;
}

/** A wildcard stands for any one label, so that all of it must fit wherever the base begins. */
function coversDns(base: string, name: string): boolean {
  const domain = base.startsWith('.') ? base.slice(1) : base;
  if (name.startsWith('*.')) return isWithin(name.slice(2), domain);
  return base.startsWith('.') ? isBelow(name, domain) : isWithin(name, domain);
}

/** The wildcard `*.example.com` also stands for `www.example.com`, a base one label below it. */
function touchesDns(base: string, name: string): boolean {
  if (coversDns(base, name)) return true;
  if (!name.startsWith('*.') || base.startsWith('.')) return false;
  const dot = base.indexOf('.');
  return dot > 0 && base.slice(dot + 1) === name.slice(2);
}

function coversEmail(base: string, address: string): boolean {
  const at = address.lastIndexOf('@');
  const domain = lower(address.slice(at + 1));
  const mailbox = base.lastIndexOf('@');
  if (mailbox >= 0)
    return (
      base.slice(0, mailbox) === address.slice(0, Math.max(at, 0)) &&
      lower(base.slice(mailbox + 1)) === domain
    );
  return base === '' || coversHost(lower(base), domain);
}

/** With a dot at the start, all hosts below a domain; without one, that host alone. */
function coversHost(base: string, host: string | undefined): boolean {
  if (host === undefined) return false;
  return base.startsWith('.') ? isBelow(host, base.slice(1)) : host === base;
}

/** The host of a URI, lower case; undefined where there is none or it is an IP address. */
function findUriHost(uri: string): string | undefined {
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^@:/?#[\]]+)/i.exec(uri) ?? [];
  return host === undefined || findIpOctets(host) ? undefined : lower(host);
}

function coversAddress(base: string, address: string): boolean {
  const network = findIpOctets(base);
  const octets = findIpOctets(address);
  if (!network || octets?.length !== network.length / 2) return false;
  return octets.every((octet, i) => (octet & (network[octets.length + i] ?? 0)) === network[i]);
}

function coversDirectory(baseDer: Uint8Array, der: Uint8Array): boolean {
  const base = canonicalRdns(baseDer);
  const rdns = canonicalRdns(der);
  return base.every((rdn, i) => JSON.stringify(rdn) === JSON.stringify(rdns[i]));
}

/** As {@link coversDirectory} without regard to where RDNs end, which a base in JSON form no longer tells. */
function touchesDirectory(baseDer: Uint8Array, der: Uint8Array): boolean {
  const base = canonicalRdns(baseDer).flat();
  const start = canonicalRdns(der).flat().slice(0, base.length);
  return JSON.stringify(base.sort()) === JSON.stringify(start.sort());
}

function isWithin(host: string, domain: string): boolean {
  return domain === '' || host === domain || isBelow(host, domain);
}

function isBelow(host: string, domain: string): boolean {
  return host.endsWith(`.${domain}`);
}

function lower(text: string): string {
  return text.toLowerCase();
}
