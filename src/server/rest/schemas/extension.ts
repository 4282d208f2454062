import type { z } from 'zod';
import { anyExtensionSchema, extensionOfTypeSchema, extensionSchema } from '#x509';
import type { Extension, ExtensionNamed } from '#x509';

/** An extension that a request may ask for. */
export const requestedExtension: z.ZodType<Extension> = extensionSchema.meta({
  id: 'RequestedExtensionModel',
});

/** An extension as it stands in a certificate or a profile. */
export const extensionModel: z.ZodType<Extension> = anyExtensionSchema.meta({
  id: 'ExtensionModel',
});

/** The extensions that an authority puts into the certificates it signs, each null where it has none. */
export interface SignFields {
  readonly sign_authority_information_access: ExtensionNamed<'authority_information_access'> | null;
  readonly sign_certificate_policies: ExtensionNamed<'certificate_policies'> | null;
  readonly sign_crl_distribution_points: ExtensionNamed<'crl_distribution_points'> | null;
  readonly sign_issuer_alternative_name: ExtensionNamed<'issuer_alternative_name'> | null;
}

/** The schemas of {@link SignFields}, for requests and answers alike. */
export const signFields: { readonly [Field in keyof SignFields]: z.ZodType<SignFields[Field]> } = {
  sign_authority_information_access: extensionOfTypeSchema('authority_information_access')
    .meta({ id: 'SignAuthorityInformationAccessModel' })
    .nullable(),
  sign_certificate_policies: extensionOfTypeSchema('certificate_policies')
    .meta({ id: 'SignCertificatePoliciesModel' })
    .nullable(),
  sign_crl_distribution_points: extensionOfTypeSchema('crl_distribution_points')
    .meta({ id: 'SignCRLDistributionPointsModel' })
    .nullable(),
  sign_issuer_alternative_name: extensionOfTypeSchema('issuer_alternative_name')
    .meta({ id: 'SignIssuerAlternativeNameModel' })
    .nullable(),
};
