import { CaError, type Problem } from '#base';
import type { Extension, ExtensionType } from '#x509';
import type { Authority, SignExtensions } from './authority.ts';
import type { Context } from './context.ts';
import { fillPlaceholders, findUnknownPlaceholder, placeholders } from './urls.ts';

const types: Readonly<Record<keyof SignExtensions, ExtensionType>> = {
  authorityInformationAccess: 'authority_information_access',
  certificatePolicies: 'certificate_policies',
  crlDistributionPoints: 'crl_distribution_points',
  issuerAlternativeName: 'issuer_alternative_name',
};

/** Throws `bad_request`, with one problem for each wrong field, unless these can be put into signed certificates. */
export function checkSignExtensions(sign: Partial<SignExtensions>): void {
  const problems = Object.entries(sign).flatMap(([field, extension]) => {
    const detail = extension && findFault(types[field as keyof SignExtensions], extension);
    return detail ? [{ path: ['sign', field], code: 'bad_extension', detail }] : [];
  }) satisfies Problem[];
  const [first] = problems;
  if (first) throw new CaError('bad_request', first.detail, { problems });
}

function findFault(type: ExtensionType | undefined, extension: Extension): string | undefined {
  if (extension.type !== type) return `An extension of type ${extension.type} cannot stand here.`;
  const placeholder = findUnknownPlaceholder(extension);
  return placeholder && `${placeholder} is not a placeholder that URLs may hold.`;
}

/** What an authority puts into the certificate with this serial, URL placeholders filled in. */
export function signExtensionsFor(
  { urlPath = '' }: Context,
  authority: Authority,
  serial: string,
): Extension[] {
  const { sign } = authority;
  const values = placeholders({ signerSerial: authority.serial, serial, urlPath }, 'user');
  return [
    sign.authorityInformationAccess,
    sign.certificatePolicies,
    sign.crlDistributionPoints,
    sign.issuerAlternativeName,
  ]
    .filter((each) => each !== null)
    .map((each) => fillPlaceholders(each, values));
}
