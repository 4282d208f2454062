import { toBase64 } from '#base';
import { findExtension, keyIdentifier, type Extension } from '#x509';
import type { Context } from './context.ts';
import type { CreateAuthority, Parts } from './new-authority.ts';
import { fillPlaceholders, placeholders, serverUrls } from './urls.ts';

/** Its own extensions: the caller's, key usage first; then what every authority has; then where to ask about it. */
export function ownExtensions(
  context: Context,
  request: CreateAuthority,
  parts: Parts,
): Extension[] {
  const { own, signer, serial, parent } = parts;
  const asked = request.extensions ?? [];
  const defaultLength = parent ? 0 : null;
  const keyUsage = findExtension(asked, 'key_usage') ?? {
    type: 'key_usage',
    critical: true,
    value: ['crl_sign', 'key_cert_sign'],
  };
  const issuerKey =
    parent && findExtension(parent.certificate.extensions, 'subject_key_identifier')?.value;
  const extensions: Extension[] = [
    keyUsage,
    ...asked.filter(({ type }) => type !== 'key_usage'),
    {
      type: 'basic_constraints',
      critical: true,
      value: {
        ca: true,
        path_length: request.pathLength === undefined ? defaultLength : request.pathLength,
      },
    },
    { type: 'subject_key_identifier', critical: false, value: toBase64(keyIdentifier(own.spki)) },
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: issuerKey ?? toBase64(keyIdentifier(signer.spki)),
        authority_cert_issuer: null,
        authority_cert_serial_number: null,
      },
    },
  ];
  if (!parent) return extensions;
  const owner = { signerSerial: parent.serial, serial, urlPath: context.urlPath ?? '' };
  const values = placeholders(owner, 'authority');
  return [...extensions, ...revocationUrls(context, request, owner, extensions)].map((each) =>
    fillPlaceholders(each, values),
  );
}

function revocationUrls(
  context: Context,
  request: CreateAuthority,
  owner: { signerSerial: string; serial: string; urlPath: string },
  present: readonly Extension[],
): Extension[] {
  const hostname = request.defaultHostname ?? context.defaultHostname;
  if (hostname === undefined || hostname === false) return [];
  const urls = serverUrls(hostname, owner, 'authority');
  return [urls.authorityInformationAccess, urls.crlDistributionPoints].filter(
    (each): each is Extension => each !== null && !present.some(({ type }) => type === each.type),
  );
}
