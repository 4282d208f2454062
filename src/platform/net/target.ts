import { parseHostName } from '#x509';
import { NetError } from './net-error.ts';

/** The ports that may be asked, one for each scheme. */
export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** Where one request goes. */
export interface Target {
  /** Without fragment. */
  readonly url: string;
  readonly secure: boolean;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** For the header Host. */
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
}

const longestPath = 2000;
const longestUrl = 4000;

/**
 * Reads a URL as what may be asked: http or https, no login, one of the two ports, a path of at most 2,000 characters.
 *
 * @throws NetError `redirect`.
 */
export function toTarget(text: string, ports: Ports): Target {
  const url = text.length <= longestUrl ? URL.parse(text) : null;
  if (!url) throw refused('is no URL');
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') throw refused('is neither http nor https');
  if (url.username !== '' || url.password !== '') throw refused('carries a login');
  const path = url.pathname + url.search;
  if (path.length > longestPath) throw refused(`has a path of more than ${longestPath} characters`);
  url.hash = '';
  return {
    url: url.href,
    secure,
    host: hostOf(url),
    port: portOf(url, ports),
    authority: url.host,
    path,
  };
}

/** Where a redirect leads to; `location` may be relative. */
export function nextTarget(from: Target, location: string, ports: Ports): Target {
  const next = location.length <= longestUrl ? URL.parse(location, from.url) : null;
  return toTarget(next?.href ?? '', ports);
}

/** What asks for the ports of the schemes gets those of the settings; so does what names these. */
function portOf({ port, protocol }: URL, { http, https }: Ports): number {
  const usual = protocol === 'https:' ? https : http;
  if (port === '') return usual;
  if (Number(port) === http || Number(port) === https) return Number(port);
  throw refused(`goes to port ${port}`);
}

/** The URL parser has turned every way to write an IPv4 address into the usual one. */
function hostOf({ hostname }: URL): string {
  const [, ipv6] = /^\[(.*)\]$/.exec(hostname) ?? [];
  if (ipv6 !== undefined || /^[\d.]+$/.test(hostname)) return ipv6 ?? hostname;
  try {
    return parseHostName(hostname, { underscore: true });
  } catch (cause) {
    throw refused('names no host', cause);
  }
}

function refused(why: string, cause?: unknown): NetError {
  return new NetError('redirect', `The address to ask ${why}.`, cause);
}
