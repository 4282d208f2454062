import { isCaError } from '#base';
import { subtreeRules } from './general-name-rules.ts';
import type { GeneralName } from './general-name.ts';
import { parseHostName } from './host-name.ts';
import { findIpOctets } from './ip-address.ts';
import { canonicalRdns } from './name-comparison.ts';
import { nameDer } from './name.ts';
import { parseUri } from './uri.ts';

/** A name as name constraints see it: a directory name as DER, which keeps the RDNs apart. */
export type ConstrainedName =
  | Exclude<GeneralName, { type: 'dirName' }>
  | { readonly type: 'dirName'; readonly value: Uint8Array };

/**
 * A name ready to be held against many bases. Names are compared in their one parsed form, never as the text they came
 * in: a dot at the end of a host name or a second `@` must not lead past a constraint.
 */
export interface ComparableName {
  readonly name: ConstrainedName;
  /** In the form of its {@link Form}; undefined when it is malformed, or of a kind that cannot be compared. */
  readonly parsed: unknown;
}

/** The name, parsed once. */
export function comparable(name: ConstrainedName): ComparableName {
  return { name, parsed: attempt(() => forms[name.type]?.parse(name)) };
}

/**
 * Tells whether everything that a name stands for lies within `base`: what a permitted subtree asks. A name of which
 * that cannot be told lies within nothing, and nothing lies within a malformed base.
 */
export function isCovered(base: GeneralName, { name, parsed }: ComparableName): boolean {
  const form = forms[name.type];
  if (!form || parsed === undefined || !isSameForm(base, name)) return false;
  const found = parsedBase(base, form);
  return found !== undefined && form.covers(found, parsed);
}

/**
 * Tells whether something that a name stands for lies within `base`: what an excluded subtree asks. A name of which
 * that cannot be told is touched by every base of its form, and a malformed base touches every name.
 */
export function isTouched(base: GeneralName, { name, parsed }: ComparableName): boolean {
  if (!isSameForm(base, name)) return false;
  const form = forms[name.type];
  const found = form && parsedBase(base, form);
  if (!form || parsed === undefined || found === undefined) return true;
  return (form.touches ?? form.covers)(found, parsed);
}

/** Tells whether a base speaks of names such as this one; each type of otherName is a form of its own. */
export function isSameForm(base: GeneralName, name: ConstrainedName): boolean {
  if (base.type === 'otherName' && name.type === 'otherName')
    return base.value.oid === name.value.oid;
  return base.type === name.type;
}

/** One form of name; each method may throw CaError for what it cannot compare. */
interface Form<Parsed = unknown, Base = unknown> {
  parse(name: ConstrainedName): Parsed | undefined;
  parseBase(base: GeneralName): Base | undefined;
  covers(base: Base, name: Parsed): boolean;
  /** As `covers` when left out. */
  touches?(base: Base, name: Parsed): boolean;
}

interface Mailbox {
  readonly address: string;
  readonly domain: string;
}

type Rdns = readonly (readonly string[])[];

const dns: Form<string, string> = {
  parse: (name) => parseHostName(textOf(name), { wildcard: true, underscore: true }),
  parseBase: (base) => subtreeRules.DNS(textOf(base)),
  covers: coversDns,
  touches: touchesDns,
};

const email: Form<Mailbox, string> = {
  parse: (name) => parseMailbox(textOf(name)),
  parseBase: (base) => subtreeRules.email(textOf(base)),
  covers: (base, { address, domain }) =>
    base.includes('@') ? base === address : base === '' || coversHost(base, domain),
};

const uri: Form<string, string> = {
  parse: (name) => findUriHost(parseUri(textOf(name))),
  parseBase: (base) => subtreeRules.URI(textOf(base)),
  covers: coversHost,
};

const ip: Form<Uint8Array, Uint8Array> = {
  parse: (name) => findAddress(textOf(name)),
  parseBase: (base) => findIpOctets(subtreeRules.IP(textOf(base))),
  covers: coversAddress,
};

const directory: Form<Rdns, Rdns> = {
  parse: ({ value }) => (value instanceof Uint8Array ? canonicalRdns(value) : undefined),
  parseBase: (base) => (base.type === 'dirName' ? canonicalRdns(nameDer(base.value)) : undefined),
  covers: (base, rdns) => base.every((rdn, i) => isSameRdn(rdn, rdns[i])),
  touches: touchesDirectory,
};

/** The forms that can be compared. */
const forms: Readonly<Partial<Record<GeneralName['type'], Form>>> = {
  DNS: dns,
  email,
  URI: uri,
  IP: ip,
  dirName: directory,
};

const bases = new WeakMap<GeneralName, { readonly parsed: unknown }>();

/** A base in its parsed form, worked out once; undefined when it is malformed. */
function parsedBase(base: GeneralName, form: Form): unknown {
  const found = bases.get(base) ?? { parsed: attempt(() => form.parseBase(base)) };
  bases.set(base, found);
  return found.parsed;
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (isCaError(error)) return undefined;
    throw error;
  }
}

function textOf({ value }: ConstrainedName | GeneralName): string {
  return typeof value === 'string' ? value : '';
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

/** An address with any unquoted local part, beyond ASCII too (RFC 9598), its domain in its one form. */
function parseMailbox(text: string): Mailbox | undefined {
  const [, local, host] = /^([^\s@"(),:;<>[\]\\\p{C}]+)@(.*)$/u.exec(text) ?? [];
  if (local === undefined || host === undefined) return undefined;
  const domain = parseHostName(host);
  return { address: `${local}@${domain}`, domain };
}

/** With a dot at the start, all hosts below a domain; without one, that host alone. */
function coversHost(base: string, host: string): boolean {
  return base.startsWith('.') ? isBelow(host, base.slice(1)) : host === base;
}

/** The host of a normalised URI; undefined where it is an IP address. */
function findUriHost(text: string): string | undefined {
  const [, host] = /^[^:]*:\/\/(?:[^@/?#]*@)?([^@:/?#[\]]+)(?:[:/?#]|$)/.exec(text) ?? [];
  return host === undefined || findIpOctets(host) ? undefined : host;
}

/** Octets of an address, not of a network. */
function findAddress(text: string): Uint8Array | undefined {
  return text.includes('/') ? undefined : findIpOctets(text);
}

function coversAddress(network: Uint8Array, address: Uint8Array): boolean {
  if (address.length !== network.length / 2) return false;
  return address.every((octet, i) => (octet & (network[address.length + i] ?? 0)) === network[i]);
}

/** As `covers` without regard to where RDNs end, which a base in JSON form no longer tells. */
function touchesDirectory(base: Rdns, rdns: Rdns): boolean {
  const wanted = base.flat();
  return isSameRdn(wanted.sort(), rdns.flat().slice(0, wanted.length).sort());
}

function isSameRdn(a: readonly string[], b: readonly string[] | undefined): boolean {
  return a.length === b?.length && a.every((attribute, i) => attribute === b[i]);
}

function isWithin(host: string, domain: string): boolean {
  return domain === '' || host === domain || isBelow(host, domain);
}

function isBelow(host: string, domain: string): boolean {
  return host.endsWith(`.${domain}`);
}
