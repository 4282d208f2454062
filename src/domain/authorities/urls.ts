import type { Extension } from '#x509';
import type { SignExtensions } from './authority.ts';
import { crlShardOf } from './crl-shard.ts';

/** Values of the placeholders that URIs of extensions may hold (features C-06); `CRL_SHARD_PATH` is our own. */
export type Placeholders = Readonly<Record<string, string>>;

/** Whose URLs are meant: those in certificates for users, or those in certificates of authorities. */
export type Audience = 'user' | 'authority';

interface UrlOwner {
  /** Serial of the authority that signs. */
  readonly signerSerial: string;
  /** Serial of the certificate to be signed. */
  readonly serial: string;
  /** The prefix below which everything is served: empty or ending in a slash. */
  readonly urlPath: string;
}

/** The placeholder values for one certificate. Paths carry no leading slash, so `http://{host}/{OCSP_PATH}` is right. */
export function placeholders(
  { signerSerial, serial, urlPath }: UrlOwner,
  audience: Audience,
): Placeholders {
  const authority = audience === 'authority';
  return {
    SERIAL: serial,
    SERIAL_HEX: serial,
    get SERIAL_HEX_COLONS() {
      return colons(serial);
    },
    SIGNER_SERIAL: signerSerial,
    SIGNER_SERIAL_HEX: signerSerial,
    get SIGNER_SERIAL_HEX_COLONS() {
      return colons(signerSerial);
    },
    CA_ISSUER_PATH: `${urlPath}issuer/${signerSerial}.der`,
    OCSP_PATH: `${urlPath}ocsp/${signerSerial}/${authority ? 'ca' : 'cert'}/`,
    CRL_PATH: `${urlPath}crl/${authority ? 'ca/' : ''}${signerSerial}/`,
    CRL_SHARD_PATH: `${urlPath}crl/${signerSerial}/shard/${crlShardOf(serial)}.crl`,
  };
}

function colons(hex: string): string {
  return (hex.padStart(hex.length + (hex.length % 2), '0').match(/../g) ?? []).join(':');
}

/** The first placeholder in the URIs of an extension that is none of {@link placeholders}; undefined where all are. */
export function findUnknownPlaceholder(extension: Extension): string | undefined {
  const known = placeholders({ signerSerial: '1', serial: '1', urlPath: '' }, 'user');
  const filled = JSON.stringify(fillPlaceholders(extension, known));
  return /\{[A-Z_]+\}/.exec(filled)?.[0];
}

/** Fills placeholders into the URIs of Authority Information Access and CRL Distribution Points; other types stay. */
export function fillPlaceholders(extension: Extension, values: Placeholders): Extension {
  return mapUris(extension, (uri) =>
    uri.replaceAll(/\{([A-Z_]+)\}/g, (whole, key: string) => values[key] ?? whole),
  );
}

function mapUris(extension: Extension, change: (uri: string) => string): Extension {
  if (extension.type === 'authority_information_access') {
    const value = extension.value.map((each) => ({
      ...each,
      access_location: mapUri(each.access_location, change),
    }));
    return { ...extension, value };
  }
  if (extension.type === 'crl_distribution_points' || extension.type === 'freshest_crl') {
    const value = extension.value.map((point) => ({
      ...point,
      full_name: point.full_name?.map((each) => mapUri(each, change)) ?? null,
    }));
    return { ...extension, value };
  }
  return extension;
}

function mapUri<T extends { readonly type: string; readonly value: unknown }>(
  general: T,
  change: (uri: string) => string,
): T {
  if (general.type !== 'URI' || typeof general.value !== 'string') return general;
  return { ...general, value: change(general.value) };
}

/**
 * The same addresses with another serial in them: what stood for an authority under one of the serials `from` then
 * stands for the one with the serial `to`.
 */
export function moveUrls(
  sign: SignExtensions,
  from: readonly string[],
  to: string,
): SignExtensions {
  const move = (text: string): string =>
    from.reduce(
      (moved, old) =>
        moved.replaceAll(`/${old}/`, () => `/${to}/`).replaceAll(`/${old}.der`, () => `/${to}.der`),
      text,
    );
  const moved = (extension: Extension | null): Extension | null =>
    extension && mapUris(extension, move);
  return {
    ...sign,
    authorityInformationAccess: moved(sign.authorityInformationAccess),
    crlDistributionPoints: moved(sign.crlDistributionPoints),
  };
}

/** Extensions that point at this server on `hostname`: what is signed by `signerSerial` carries them. Always http. */
export function serverUrls(hostname: string, owner: UrlOwner, audience: Audience): SignExtensions {
  const paths = placeholders(owner, audience);
  const uri = (path: string | undefined): { readonly type: 'URI'; readonly value: string } => ({
    type: 'URI',
    value: `http://${hostname}/${path ?? ''}`,
  });
  return {
    authorityInformationAccess: {
      type: 'authority_information_access',
      critical: false,
      value: [
        { access_method: '1.3.6.1.5.5.7.48.1', access_location: uri(paths['OCSP_PATH']) },
        { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri(paths['CA_ISSUER_PATH']) },
      ],
    },
    crlDistributionPoints: {
      type: 'crl_distribution_points',
      critical: false,
      value: [
        {
          full_name: [uri(paths['CRL_PATH'])],
          relative_name: null,
          crl_issuer: null,
          reasons: null,
        },
      ],
    },
    certificatePolicies: null,
    issuerAlternativeName: null,
  };
}
