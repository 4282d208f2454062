import type { LinterName } from './linter.ts';

/** What each linter says of each planted defect, by its own name for it; those that are not named do not see it. */
export const sightings: Readonly<Record<string, Partial<Readonly<Record<LinterName, string>>>>> = {
  'a negative serial': {
    certwright: 'bad_certificate',
    zlint: 'e_serial_number_not_positive',
    pkilint: 'pkix.certificate_serial_number_out_of_range',
    dumpasn1: 'not DER',
  },
  'a serial of 21 octets': {
    certwright: 'bad_certificate',
    zlint: 'e_serial_number_longer_than_20_octets',
    pkilint: 'pkix.certificate_serial_number_out_of_range',
  },
  'a serial of zero': {
    certwright: 'serial_number',
    zlint: 'e_serial_number_not_positive',
    pkilint: 'pkix.certificate_serial_number_out_of_range',
  },
  'a padded serial': {
    certwright: 'bad_certificate',
    zlint: 'gave up',
    pkilint: 'gave up',
    dumpasn1: 'not DER',
  },
  'no version': {
    certwright: 'bad_certificate',
    zlint: 'e_cert_extensions_version_not_3',
    pkilint: 'pkix.certificate_version_is_not_v3',
  },
  'version 2 with extensions': {
    certwright: 'bad_certificate',
    zlint: 'e_cert_extensions_version_not_3',
    pkilint: 'pkix.certificate_version_is_not_v3',
  },
  'two different algorithms': {
    certwright: 'bad_certificate',
    zlint: 'e_cert_sig_alg_not_match_tbs_sig_alg',
    pkilint: 'pkix.certificate_signature_algorithm_mismatch',
  },
  'NULL for parameters of ECDSA': {
    certwright: 'signature_algorithm',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'GeneralizedTime before 2050': {
    certwright: 'time_encoding',
    zlint: 'e_wrong_time_format_pre2050',
    pkilint: 'pkix.wrong_time_useful_type',
  },
  'UTCTime without seconds': {
    certwright: 'bad_certificate',
    zlint: 'e_utc_time_does_not_include_seconds',
    pkilint: 'pkix.invalid_time_syntax',
    dumpasn1: 'not DER',
  },
  'a time of another zone': {
    certwright: 'bad_certificate',
    zlint: 'e_utc_time_not_in_zulu',
    pkilint: 'pkix.invalid_time_syntax',
    dumpasn1: 'not DER',
  },
  'an end before the start': {
    certwright: 'validity_in_order',
    zlint: 'e_validity_time_not_positive',
    pkilint: 'pkix.certificate_negative_validity_period',
  },
  'BMPString in a name': {
    certwright: 'subject_string_types',
    zlint: 'e_subject_dn_not_printable_characters',
  },
  'UTF8String for a country': {
    certwright: 'subject_string_types',
    zlint: 'e_subject_dn_country_not_printable_string',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'a country of three letters': {
    certwright: 'subject_country',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'a common name of 65 letters': {
    certwright: 'subject_lengths',
    zlint: 'e_subject_common_name_max_length',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'an empty organization': { certwright: 'subject_lengths', pkilint: 'itu.invalid_asn1_syntax' },
  'an at sign in PrintableString': {
    certwright: 'subject_alphabet',
    zlint: 'gave up',
    pkilint: 'itu.invalid_asn1_syntax',
    dumpasn1: 'not DER',
  },
  'no subject and a SAN that is not critical': {
    certwright: 'subject_or_critical_san',
    zlint: 'e_ext_san_not_critical_without_subject',
    pkilint: 'pkix.san_extension_not_critical_empty_subject',
  },
  'no authority key identifier': {
    certwright: 'authority_key_identifier',
    zlint: 'e_ext_authority_key_identifier_no_key_identifier',
    pkilint: 'pkix.authority_key_identifier_extension_absent',
  },
  'an extension twice': {
    certwright: 'bad_certificate',
    zlint: 'e_ext_duplicate_extension',
    pkilint: 'pkix.duplicate_extension',
  },
  'no alternative name in the extension for it': {
    certwright: 'bad_certificate',
    zlint: 'e_ext_san_no_entries',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'a space in a DNS name': {
    certwright: 'subject_alternative_name',
    pkilint: 'pkix.invalid_domain_name_syntax',
  },
  'an empty label': {
    certwright: 'subject_alternative_name',
    zlint: 'e_rfc_dnsname_empty_label',
    pkilint: 'pkix.invalid_domain_name_syntax',
  },
  'an underscore in a DNS name': { zlint: 'w_rfc_dnsname_underscore_in_trd' },
  'a label of 64 letters': {
    certwright: 'subject_alternative_name',
    zlint: 'e_rfc_dnsname_label_too_long',
    pkilint: 'pkix.invalid_domain_name_syntax',
  },
  'an IP address of five octets': {
    certwright: 'bad_certificate',
    zlint: 'gave up',
    pkilint: 'pkix.ip_address_wrong_length',
  },
  'a URI without scheme': {
    certwright: 'subject_alternative_name',
    zlint: 'e_ext_san_uri_format_invalid',
    pkilint: 'pkix.invalid_uri_syntax',
  },
  'an e-mail address without at sign': {
    certwright: 'subject_alternative_name',
    pkilint: 'pkix.invalid_email_address_syntax',
  },
  'key usage of no bit': {
    certwright: 'key_usage_not_empty',
    zlint: 'e_ext_key_usage_without_bits',
    pkilint: 'pkix.no_ku_bits_set',
  },
  'key usage with trailing zeros': {
    certwright: 'bad_certificate',
    zlint: 'e_incorrect_ku_encoding',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'key usage to encipher with an EC key': {
    zlint: 'e_ecdsa_allowed_ku',
    pkilint: 'pkix.key_usage_value_prohibited_for_ec',
  },
  'an authority for no certificates': {
    certwright: 'key_cert_sign',
    zlint: 'e_ext_key_usage_cert_sign_without_ca',
    pkilint: 'pkix.ee_certificate_keycertsign_keyusage_set',
  },
  'critical FALSE': {
    certwright: 'bad_certificate',
    zlint: 'e_cert_ext_invalid_der',
    pkilint: 'gave up',
  },
  'a BER TRUE': {
    certwright: 'bad_certificate',
    zlint: 'gave up',
    pkilint: 'gave up',
    dumpasn1: 'not DER',
  },
  'purposes of none': {
    certwright: 'bad_certificate',
    zlint: 'e_ext_cannot_be_empty_sequence',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'a critical authority key identifier': {
    certwright: 'authority_key_identifier_not_critical',
    zlint: 'e_ext_authority_key_identifier_critical',
    pkilint: 'pkix.authority_key_identifier_critical',
  },
  'critical access to the authority': {
    certwright: 'authority_information_access_not_critical',
    zlint: 'e_ext_aia_marked_critical',
    pkilint: 'pkix.authority_information_access_extension_critical',
  },
  'a policy twice': {
    certwright: 'certificate_policies_unique',
    zlint: 'e_ext_cert_policy_duplicate',
    pkilint: 'pkix.duplicate_certificate_policy_oids',
  },
  'a notice of 201 letters': {
    certwright: 'policy_notice_length',
    zlint: 'e_ext_cert_policy_explicit_text_too_long',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'name constraints of an end entity': {
    certwright: 'name_constraints_only_authorities',
    zlint: 'e_ext_name_constraints_not_in_ca',
    pkilint: 'pkix.name_constraints_in_ee_certificate',
  },
  'a path length of an end entity': {
    certwright: 'path_length',
    zlint: 'e_path_len_constraint_improperly_included',
    pkilint: 'itu.invalid_asn1_syntax',
  },
  'an authority without key identifier': {
    certwright: 'subject_key_identifier',
    zlint: 'e_ext_subject_key_identifier_missing_ca',
    pkilint: 'pkix.certificate_skid_ca_missing',
  },
  'basic constraints that are not critical': {
    certwright: 'basic_constraints_critical',
    zlint: 'e_basic_constraints_not_critical',
    pkilint: 'pkix.basic_constraints_extension_not_critical',
  },
  'an authority without key usage': {
    certwright: 'key_cert_sign',
    pkilint: 'pkix.ca_certificate_no_ku_extension',
  },
  'an authority without a name': {
    certwright: 'authority_named',
    zlint: 'e_ca_subject_field_empty',
  },
  'a critical subject key identifier': {
    certwright: 'subject_key_identifier_not_critical',
    zlint: 'e_ext_subject_key_identifier_critical',
    pkilint: 'pkix.certificate_skid_extension_critical',
  },
  'a list without number': {
    certwright: 'crl_number',
    zlint: 'e_crl_missing_crl_number',
    pkilint: 'pkix.crl_number_missing',
  },
  'a list without key identifier': {
    certwright: 'crl_authority_key_identifier',
    zlint: 'e_crl_has_authority_key_identifier',
    pkilint: 'pkix.authority_key_identifier_missing',
  },
  'a list without end': {
    certwright: 'crl_next_update',
    zlint: 'e_crl_has_next_update',
    pkilint: 'pkix.validity_period_end_value_missing',
  },
  'a list of version 1 with extensions': {
    certwright: 'bad_der',
    zlint: 'gave up',
    pkilint: 'pkix.crl_version_missing',
  },
  'a list of no entry': {
    certwright: 'crl_list_not_empty',
    zlint: 'e_crl_empty_revoked_certificates',
    pkilint: 'pkix.crl_revoked_certificates_empty',
  },
  'a reason that should be left out': {
    certwright: 'crl_entry_reason',
    zlint: 'e_crl_has_valid_reason_code',
  },
  'a reason that there is not': { certwright: 'bad_der', zlint: 'e_crl_has_valid_reason_code' },
  'a critical number': {
    certwright: 'crl_number_not_critical',
    pkilint: 'pkix.crl_number_extension_critical',
  },
  'a number of 21 octets': { certwright: 'crl_number', pkilint: 'pkix.crl_number_out_of_range' },
  'GeneralizedTime before 2050 in a list': {
    certwright: 'crl_time_encoding',
    pkilint: 'pkix.wrong_time_useful_type',
  },
  'an answer of status 4': { certwright: 'bad_der', pkilint: 'pkix.ocsp_response_status_code_4' },
  'an error with an answer in it': {
    certwright: 'bad_der',
    pkilint: 'pkix.ocsp_error_response_has_response_body',
  },
  'an answer that ends before it starts': {
    certwright: 'ocsp_update_times',
    pkilint: 'pkix.ocsp_negative_validity_period',
  },
  'a responder by another digest than SHA-1': {
    certwright: 'ocsp_responder_id',
    pkilint: 'pkix.ocsp_responderid_keyhash_is_not_sha1',
  },
  'an empty list of certificates': { pkilint: 'pkix.ocsp_certs_sequence_is_empty' },
};
