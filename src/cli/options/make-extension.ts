import { CaError } from '#base';
import { extensionOfTypeSchema } from '#x509';
import type { Extension, GeneralName, configurableExtensionTypes } from '#x509';
import type { PolicyInput } from './policy-options.ts';

/** A type that requests may give. */
export type ConfigurableType = (typeof configurableExtensionTypes)[number];

/**
 * The extension of `type` with this JSON value; `critical` undefined takes the type's own default.
 *
 * @throws CaError `bad_extension` in the words of the schema.
 */
export function makeExtension(
  type: ConfigurableType,
  value: unknown,
  critical?: boolean,
): Extension {
  const read = extensionOfTypeSchema(type).safeParse(
    critical === undefined ? { type, value } : { type, value, critical },
  );
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new CaError('bad_extension', `${type}: ${issue?.message ?? 'invalid value'}`);
}

/** Authority Information Access of these URLs, OCSP first; undefined when there is none. */
export function accessExtension(
  ocsp: readonly GeneralName[] = [],
  issuers: readonly GeneralName[] = [],
): Extension | undefined {
  const describe = (method: string) => (location: GeneralName) => ({
    access_method: method,
    access_location: location,
  });
  const value = [...ocsp.map(describe('ocsp')), ...issuers.map(describe('ca_issuers'))];
  return value.length === 0 ? undefined : makeExtension('authority_information_access', value);
}

/** CRL Distribution Points of one point with these names; undefined when there is none. */
export function crlExtension(
  names: readonly GeneralName[] | undefined,
  critical?: boolean,
): Extension | undefined {
  if (names === undefined) return undefined;
  const point = { full_name: names, relative_name: null, crl_issuer: null, reasons: null };
  return makeExtension('crl_distribution_points', [point], critical);
}

/** Certificate Policies; undefined when there is none. */
export function policyExtension(
  policies: readonly PolicyInput[] | undefined,
  critical?: boolean,
): Extension | undefined {
  return policies && makeExtension('certificate_policies', policies, critical);
}

/** Issuer Alternative Name; undefined when there is none. */
export function issuerNameExtension(
  names: readonly GeneralName[] | undefined,
): Extension | undefined {
  return names && makeExtension('issuer_alternative_name', names);
}
