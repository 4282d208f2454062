import { isIP } from 'node:net';
import { Secret } from '#base';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const hostShape = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`, 'i');
const segment = /^[A-Za-z0-9._~-]+$/;

/** `text` itself when it is an IP address (no brackets) or a host name, to listen on. */
export function findHost(text: string): string | undefined {
  return isIP(text) > 0 || hostShape.test(text) ? text : undefined;
}

/** `text` itself when it is HOST or HOST:PORT with a host name, an IPv4 address or a bracketed IPv6 address. */
export function findHostAndPort(text: string): string | undefined {
  const [, host = '', port] = /^(.+?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
  const bracketed = /^\[(.+)\]$/.exec(host)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? text : undefined;
  return isIP(host) !== 6 && findHost(host) !== undefined ? text : undefined;
}

/** Scheme, host and port of an http or https address that has nothing else; no slash at the end. */
export function findOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  return url.href === `${url.origin}/` && !/[?#]/.test(text) ? url.origin : undefined;
}

/** The address of a server on `host` and `port`; one that listens on every address is reached as localhost. */
export function originOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** A prefix without a slash before and with one after (`django_ca/`), or nothing for `/` and nothing. */
export function findPrefix(text: string): string | undefined {
  const inner = text.replace(/^\//, '').replace(/\/$/, '');
  if (inner === '') return '';
  const fits = inner.split('/').every((part) => segment.test(part) && !/^\.{1,2}$/.test(part));
  return fits ? `${inner}/` : undefined;
}

/** `text` itself when it is an IP address or a network in CIDR form. */
export function findNetwork(text: string): string | undefined {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  return version > 0 && Number(bits ?? 0) <= most ? text : undefined;
}

/** `text` itself when it is an IP address, or one with a port behind a colon (`127.0.0.1:5353`, `[::1]:5353`). */
export function findResolver(text: string): string | undefined {
  if (isIP(text) > 0) return text;
  const [, host = '', port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const inner = /^\[(.+)\]$/.exec(host)?.[1];
  const isAddress = inner === undefined ? isIP(host) === 4 : isIP(inner) === 6;
  return isAddress && Number(port) >= 1 && Number(port) <= 65_535 ? text : undefined;
}

/** Where the database is. */
export interface DatabaseAddress {
  /** `sqlite::memory:`, `sqlite:PATH` or `postgres://USER@HOST/NAME?…`; never a password. */
  readonly url: string;
  readonly password?: Secret;
}

/** Parses what {@link DatabaseAddress} holds, syntax only; paths stay as written. */
export function findDatabase(text: string): DatabaseAddress | undefined {
  if (text.startsWith('sqlite:')) return sqlitePath(text) ? { url: text } : undefined;
  const url = URL.parse(text);
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) return undefined;
  if (url.hash !== '' || url.searchParams.has('password')) return undefined;
  const password = findDecoded(url.password);
  if (password === undefined) return undefined;
  url.password = '';
  url.protocol = 'postgres:';
  return { url: url.href, ...(password === '' ? {} : { password: new Secret(password) }) };
}

/** The path of a `sqlite:` address; `:memory:` for none. Options after `?` and a host after `//` do not exist here. */
export function sqlitePath(url: string): string | undefined {
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  return path === undefined || /[?#\0]|^\/\/(?!\/)/.test(path) ? undefined : path;
}

function findDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
