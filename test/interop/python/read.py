"""Reads documents with `cryptography` and says what they hold, in the JSON shapes of the REST API.

Standard input: a document a line, `KIND<TAB>ID<TAB>DER<TAB>MORE<TAB>KEY`, bytes in base64. MORE is the certificate
of the authority, or the password; KEY the public half of a private key, which is not needed here. Standard output: a JSON object a line, `{"id": …, "read": …}`, or `{"id": …, "error": …}`.
"""

import base64
import json
import sys
import warnings
from datetime import timezone

import cryptography
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509 import ocsp

warnings.simplefilter("ignore")

REASONS = {
    x509.ReasonFlags.unspecified: "unspecified",
    x509.ReasonFlags.key_compromise: "key_compromise",
    x509.ReasonFlags.ca_compromise: "ca_compromise",
    x509.ReasonFlags.affiliation_changed: "affiliation_changed",
    x509.ReasonFlags.superseded: "superseded",
    x509.ReasonFlags.cessation_of_operation: "cessation_of_operation",
    x509.ReasonFlags.certificate_hold: "certificate_hold",
    x509.ReasonFlags.privilege_withdrawn: "privilege_withdrawn",
    x509.ReasonFlags.aa_compromise: "aa_compromise",
    x509.ReasonFlags.remove_from_crl: "remove_from_crl",
}


def b64(octets):
    return base64.b64encode(octets).decode()


def moment(holder, name):
    """A time of UTC; later releases have a property for aware ones, and warn of the other."""
    value = getattr(holder, name + "_utc", None) or getattr(holder, name)
    return value.replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_moment(value):
    return value.replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def name(value):
    return [{"oid": each.oid.dotted_string, "value": each.value} for each in value]


def general_name(value):
    if isinstance(value, x509.DNSName):
        return {"type": "DNS", "value": value.value}
    if isinstance(value, x509.UniformResourceIdentifier):
        return {"type": "URI", "value": value.value}
    if isinstance(value, x509.RFC822Name):
        return {"type": "email", "value": value.value}
    if isinstance(value, x509.IPAddress):
        return {"type": "IP", "value": str(value.value)}
    if isinstance(value, x509.RegisteredID):
        return {"type": "RID", "value": value.value.dotted_string}
    if isinstance(value, x509.DirectoryName):
        return {"type": "dirName", "value": name(value.value)}
    return {"type": "otherName", "value": {"oid": value.type_id.dotted_string, "der": value.value.hex()}}


def general_names(values):
    return None if values is None else [general_name(each) for each in values]


def key_usage(value):
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment"]
    names += ["key_agreement", "key_cert_sign", "crl_sign"]
    if value.key_agreement:
        names += ["encipher_only", "decipher_only"]
    return sorted(each for each in names if getattr(value, each))


def points(value):
    return [
        {
            "full_name": general_names(each.full_name),
            "relative_name": None if each.relative_name is None else name(each.relative_name),
            "crl_issuer": general_names(each.crl_issuer),
            "reasons": None if each.reasons is None else sorted(REASONS[reason] for reason in each.reasons),
        }
        for each in value
    ]


def scope(value):
    reasons = value.only_some_reasons
    return {
        "only_contains_user_certs": value.only_contains_user_certs,
        "only_contains_ca_certs": value.only_contains_ca_certs,
        "indirect_crl": value.indirect_crl,
        "only_contains_attribute_certs": value.only_contains_attribute_certs,
        "only_some_reasons": None if reasons is None else sorted(REASONS[each] for each in reasons),
        "full_name": general_names(value.full_name),
        "relative_name": None if value.relative_name is None else name(value.relative_name),
    }


def qualifier(value):
    if isinstance(value, str):
        return value
    reference = value.notice_reference
    return {
        "explicit_text": value.explicit_text,
        "notice_reference": None
        if reference is None
        else {"organization": reference.organization, "notice_numbers": list(reference.notice_numbers)},
    }


def policies(value):
    return [
        {
            "policy_identifier": each.policy_identifier.dotted_string,
            "policy_qualifiers": None
            if not each.policy_qualifiers
            else [qualifier(one) for one in each.policy_qualifiers],
        }
        for each in value
    ]


def access(value):
    return [
        {
            "access_method": each.access_method.dotted_string,
            "access_location": general_name(each.access_location),
        }
        for each in value
    ]


def authority_key(value):
    return {
        "key_identifier": None if value.key_identifier is None else b64(value.key_identifier),
        "authority_cert_issuer": general_names(value.authority_cert_issuer),
        "authority_cert_serial_number": None
        if value.authority_cert_serial_number is None
        else str(value.authority_cert_serial_number),
    }


def features(value):
    return [each.name for each in value]


def timestamps(value):
    return [
        {
            "version": each.version.name,
            "log_id": b64(each.log_id),
            "timestamp": each.timestamp.isoformat(timespec="milliseconds") + "Z",
            "entry_type": {"PRE_CERTIFICATE": "precertificate", "X509_CERTIFICATE": "x509_certificate"}[
                each.entry_type.name
            ],
        }
        for each in value
    ]


def naming_authority(value):
    if value is None:
        return None
    return {"id": None if value.id is None else value.id.dotted_string, "url": value.url, "text": value.text}


def profession(value):
    oids = value.profession_oids
    more = value.add_profession_info
    return {
        "naming_authority": naming_authority(value.naming_authority),
        "profession_items": list(value.profession_items),
        "profession_oids": None if oids is None else [each.dotted_string for each in oids],
        "registration_number": value.registration_number,
        "add_profession_info": None if more is None else b64(more),
    }


def admissions(value):
    return {
        "authority": None if value.authority is None else general_name(value.authority),
        "admissions": [
            {
                "admission_authority": None
                if each.admission_authority is None
                else general_name(each.admission_authority),
                "naming_authority": naming_authority(each.naming_authority),
                "profession_infos": [profession(one) for one in each.profession_infos],
            }
            for each in value
        ],
    }


def template(value):
    return {
        "template_id": value.template_id.dotted_string,
        "major_version": value.major_version,
        "minor_version": value.minor_version,
    }


def usage_period(value):
    times = {"not_before": value.not_before, "not_after": value.not_after}
    return {key: None if each is None else plain_moment(each) for key, each in times.items()}


CONVERTERS = {
    "SubjectKeyIdentifier": ("subject_key_identifier", lambda value: b64(value.digest)),
    "AuthorityKeyIdentifier": ("authority_key_identifier", authority_key),
    "KeyUsage": ("key_usage", key_usage),
    "BasicConstraints": (
        "basic_constraints",
        lambda value: {"ca": value.ca, "path_length": value.path_length},
    ),
    "ExtendedKeyUsage": ("extended_key_usage", lambda value: [each.dotted_string for each in value]),
    "SubjectAlternativeName": ("subject_alternative_name", general_names),
    "IssuerAlternativeName": ("issuer_alternative_name", general_names),
    "AuthorityInformationAccess": ("authority_information_access", access),
    "SubjectInformationAccess": ("subject_information_access", access),
    "CRLDistributionPoints": ("crl_distribution_points", points),
    "FreshestCRL": ("freshest_crl", points),
    "CertificatePolicies": ("certificate_policies", policies),
    "NameConstraints": (
        "name_constraints",
        lambda value: {
            "permitted_subtrees": general_names(value.permitted_subtrees),
            "excluded_subtrees": general_names(value.excluded_subtrees),
        },
    ),
    "PolicyConstraints": (
        "policy_constraints",
        lambda value: {
            "require_explicit_policy": value.require_explicit_policy,
            "inhibit_policy_mapping": value.inhibit_policy_mapping,
        },
    ),
    "InhibitAnyPolicy": ("inhibit_any_policy", lambda value: value.skip_certs),
    "TLSFeature": ("tls_feature", features),
    "OCSPNoCheck": ("ocsp_no_check", lambda value: None),
    "PrecertPoison": ("precert_poison", lambda value: None),
    "PrivateKeyUsagePeriod": ("private_key_usage_period", usage_period),
    "MSCertificateTemplate": ("ms_certificate_template", template),
    "PrecertificateSignedCertificateTimestamps": (
        "precertificate_signed_certificate_timestamps",
        timestamps,
    ),
    "Admissions": ("admissions", admissions),
    "CRLNumber": ("crl_number", lambda value: str(value.crl_number)),
    "DeltaCRLIndicator": ("delta_crl_indicator", lambda value: value.crl_number),
    "IssuingDistributionPoint": ("issuing_distribution_point", scope),
    "CRLReason": ("crl_reason", lambda value: REASONS[value.reason]),
    "InvalidityDate": ("invalidity_date", lambda value: plain_moment(value.invalidity_date)),
    "CertificateIssuer": ("certificate_issuer", general_names),
}


def extension(value):
    """An extension in its JSON shape; one that this release does not know as `unknown`, with its DER."""
    kind, convert = CONVERTERS.get(type(value.value).__name__, ("unknown", None))
    if convert is None:
        content = {"oid": value.oid.dotted_string, "value": b64(value.value.value)}
    else:
        content = convert(value.value)
    return {"type": kind, "critical": value.critical, "value": content}


def extensions(holder):
    return [extension(each) for each in holder.extensions]


def public_key(key):
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return b64(key.public_bytes(serialization.Encoding.DER, spki))


def verified(signed, tbs, key):
    """Whether the signature is the key's."""
    digest = signed.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey):
            scheme = padding.PKCS1v15()
            if signed.signature_algorithm_oid.dotted_string == "1.2.840.113549.1.1.10":
                scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
            key.verify(signed.signature, tbs, scheme, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signed.signature, tbs, ec.ECDSA(digest))
        else:
            key.verify(signed.signature, tbs)
        return True
    except InvalidSignature:
        return False


def certificate(der, more):
    authority = x509.load_der_x509_certificate(more)
    each = x509.load_der_x509_certificate(der)
    return {
        "verified": verified(each, each.tbs_certificate_bytes, authority.public_key()),
        "serial": "%X" % each.serial_number,
        "issuer": name(each.issuer),
        "subject": name(each.subject),
        "not_before": moment(each, "not_valid_before"),
        "not_after": moment(each, "not_valid_after"),
        "public_key": public_key(each.public_key()),
        "signature_algorithm": each.signature_algorithm_oid.dotted_string,
        "extensions": extensions(each),
    }


def request(der, more):
    each = x509.load_der_x509_csr(der)
    return {
        "verified": verified(each, each.tbs_certrequest_bytes, each.public_key()),
        "subject": name(each.subject),
        "public_key": public_key(each.public_key()),
        "signature_algorithm": each.signature_algorithm_oid.dotted_string,
        "extensions": extensions(each),
    }


def entry(value):
    return {
        "serial": "%X" % value.serial_number,
        "revoked": moment(value, "revocation_date"),
        "extensions": extensions(value),
    }


def crl(der, more):
    key = x509.load_der_x509_certificate(more).public_key()
    each = x509.load_der_x509_crl(der)
    return {
        "verified": verified(each, each.tbs_certlist_bytes, key),
        "issuer": name(each.issuer),
        "this_update": moment(each, "last_update"),
        "next_update": moment(each, "next_update"),
        "signature_algorithm": each.signature_algorithm_oid.dotted_string,
        "extensions": extensions(each),
        "entries": [entry(one) for one in each],
    }


def cert_id(value):
    return {
        "hash": {"sha1": "SHA1", "sha256": "SHA-256"}[value.hash_algorithm.name],
        "name_hash": value.issuer_name_hash.hex(),
        "key_hash": value.issuer_key_hash.hex(),
        "serial": "%X" % value.serial_number,
    }


def nonce(value):
    found = [each.value.nonce for each in value.extensions if isinstance(each.value, x509.OCSPNonce)]
    return found[0].hex() if found else None


def question(der, more):
    """This library reads requests about one certificate only."""
    each = ocsp.load_der_ocsp_request(der)
    return {"cert_ids": [cert_id(each)], "nonce": nonce(each)}


def single(value):
    is_revoked = value.certificate_status == ocsp.OCSPCertStatus.REVOKED
    reason = value.revocation_reason
    return {
        "cert_id": cert_id(value),
        "status": value.certificate_status.name.lower(),
        "revoked": moment(value, "revocation_time") if is_revoked else None,
        "reason": None if reason is None else reason.value,
        "this_update": moment(value, "this_update"),
        "next_update": moment(value, "next_update"),
    }


def answer(der, more):
    each = ocsp.load_der_ocsp_response(der)
    if each.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        return {"status": each.response_status.name.lower().replace("_", ""), "basic": None}
    signers = each.certificates or [x509.load_der_x509_certificate(more)]
    return {
        "status": "successful",
        "basic": {
            "verified": verified(each, each.tbs_response_bytes, signers[0].public_key()),
            "responder": each.responder_key_hash.hex(),
            "produced": moment(each, "produced_at"),
            "nonce": nonce(each),
            "responses": [single(one) for one in each.responses],
            "certificates": len(each.certificates),
            "signature_algorithm": each.signature_algorithm_oid.dotted_string,
        },
    }


def bundle(der, more):
    encoding = serialization.Encoding.DER
    return {"certificates": [b64(each.public_bytes(encoding)) for each in pkcs7.load_der_pkcs7_certificates(der)]}


def key(der, more):
    return {"public_key": public_key(serialization.load_der_private_key(der, more or None).public_key())}


def store(der, more):
    each = pkcs12.load_pkcs12(der, more)
    encoding = serialization.Encoding.DER
    own = [each.cert] + list(each.additional_certs)
    return {
        "public_key": public_key(each.key.public_key()),
        "certificates": [b64(one.certificate.public_bytes(encoding)) for one in own],
        "friendly_name": each.cert.friendly_name.decode(),
    }


def main():
    print(json.dumps({"id": "", "read": cryptography.__version__}))
    kinds = {
        "certificate": certificate,
        "request": request,
        "list": crl,
        "question": question,
        "answer": answer,
        "bundle": bundle,
        "key": key,
        "store": store,
    }
    for line in sys.stdin:
        kind, identifier, der, more, _ = line.rstrip("\n").split("\t")
        try:
            said = kinds[kind](base64.b64decode(der), base64.b64decode(more))
            print(json.dumps({"id": identifier, "read": said}))
        except Exception as error:  # what one document does to the library is part of the report
            print(json.dumps({"id": identifier, "error": "%s: %s" % (type(error).__name__, error)}))


main()
