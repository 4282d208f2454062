import { badName } from './bad-name.ts';
import { parseHostName } from './host-name.ts';
import { findIpOctets, octetsToIp } from './ip-address.ts';
import { excerpt } from './visible-text.ts';

const shape = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)([^/?#]+)(.*)$/s;
const authorityShape = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:@[\]]+)(?::(\d{1,5}))?$/;
const userInfo = /^[A-Za-z0-9._~!$&'()*+,;=:%-]*$/;
/** RFC 3986 characters and braces, which hold the place of what is filled in at signing (`{OCSP_PATH}`). */
const rest = /^[A-Za-z0-9._~!$&'()*+,;=:@/?#[\]{}%-]*$/;
const barePercent = /%(?![0-9A-Fa-f]{2})/;

/**
 * A URI as a uniformResourceIdentifier holds it (RFC 5280 §4.2.1.6): absolute and with a host. The host leaves as
 * `parseHostName` gives it, underscores allowed, or as a canonical IP address; the rest stays as it is and must be
 * ASCII. Braces are let through.
 *
 * @throws CaError `bad_name`.
 */
export function parseUri(text: string): string {
  const [, scheme, authority, path] = shape.exec(text) ?? [];
  if (scheme === undefined || authority === undefined || path === undefined)
    throw badName(`URL requires scheme and network location: ${excerpt(text)}`);
  if (!rest.test(path) || barePercent.test(text))
    throw badName(`Invalid URL: ${excerpt(text)}: write other characters as percent and hex`);
  return `${scheme}${parseAuthority(authority, text)}${path}`;
}

/**
 * What a name constraint may say of URIs (RFC 5280 §4.2.1.10): a host, or all below a domain (`.example.com`).
 *
 * @throws CaError `bad_name`, also for an IP address.
 */
export function parseUriConstraint(text: string): string {
  return parseHostName(text, { leadingDot: true, underscore: true });
}

function parseAuthority(authority: string, text: string): string {
  const [, user, host, port] = authorityShape.exec(authority) ?? [];
  if (host === undefined)
    throw badName(`URL requires scheme and network location: ${excerpt(text)}`);
  if (user !== undefined && !userInfo.test(user))
    throw badName(`Invalid URL: ${excerpt(text)}: not a user name before the @`);
  if (Number(port ?? 1) < 1 || Number(port ?? 1) > 65535)
    throw badName(`Invalid URL: ${excerpt(text)}: not a port`);
  return `${user === undefined ? '' : `${user}@`}${parseHost(host, text)}${port === undefined ? '' : `:${port}`}`;
}

function parseHost(host: string, text: string): string {
  if (findIpOctets(host)?.length === 4) return host;
  if (!host.startsWith('[')) return parseHostName(host, { underscore: true });
  const octets = findIpOctets(host.slice(1, -1));
  if (octets?.length !== 16)
    throw badName(`Invalid URL: ${excerpt(text)}: not an IPv6 address in brackets`);
  return `[${octetsToIp(octets)}]`;
}
